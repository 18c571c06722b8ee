use std::fs;

use crate::program::Place;

#[test]
fn tells_the_whole_story_and_leaves_nothing() {
    let place = Place::new();
    let told = place.run("demo").expect(0, "accepted: oci:demo/image:1.0");
    for said in
        ["CSG-NO-SIGNATURE", "CSG-SIGNATURE-INVALID", "CSG-BLOB-DIGEST", "CSG-OTHER-SUBJECT", "What next"]
    {
        assert!(told.out.contains(said), "no {said} in {}", told.out);
    }
    assert_eq!(place.snapshot(".").len(), 0);
    assert_eq!(told.err, "");
}

/// The commands that a demo shows, each with the exit that it shows after it.
fn commands(told: &str) -> Vec<(String, i32)> {
    let mut commands: Vec<(String, i32)> = Vec::new();
    for line in told.lines() {
        if let Some(command) = line.strip_prefix("  $ ") {
            commands.push((command.to_owned(), 0));
        } else if let Some(exit) = line.strip_prefix("    exit ") {
            commands.last_mut().unwrap().1 = exit.parse().unwrap();
        }
    }
    commands
}

#[test]
fn the_commands_that_it_shows_work_by_hand() {
    for folder in ["demo", "my demo"] {
        let place = Place::new();
        let told = place.run_words(&["demo", "--keep", folder]).expect(0, "What next");
        let commands = commands(&told.out);
        assert!(commands.len() >= 14, "{commands:?}");
        for made in ["signer.key", "signer.pub", "other.key", "other.pub"] {
            fs::remove_file(place.path(folder).join(made)).unwrap();
        }
        for made in ["tampered", "moved"] {
            fs::remove_dir_all(place.path(folder).join(made)).unwrap();
        }
        for (command, exit) in commands {
            let ended = place.shell(&command);
            assert_eq!(ended.code, exit, "`{command}`: {ended:?}");
        }
    }
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let place = Place::new();
    fs::create_dir(place.path("mine")).unwrap();
    place.write("mine/file", "mine");
    place.run("demo --keep mine").expect(2, "not empty");
    assert_eq!(place.snapshot("mine").len(), 1);
}

#[test]
fn its_image_is_a_real_one() {
    let place = Place::new();
    place.run("demo --keep demo").expect(0, "");
    let index: serde_json::Value = serde_json::from_str(&place.read("demo/image/index.json")).unwrap();
    let read = |digest: &serde_json::Value| {
        let path = format!("demo/image/blobs/{}", digest.as_str().unwrap().replace(':', "/"));
        fs::read(place.path(&path)).unwrap()
    };
    let manifest: serde_json::Value =
        serde_json::from_slice(&read(&index["manifests"][0]["digest"])).unwrap();
    let config: serde_json::Value = serde_json::from_slice(&read(&manifest["config"]["digest"])).unwrap();
    let layer = read(&manifest["layers"][0]["digest"]);
    assert_eq!(config["rootfs"]["diff_ids"][0], testkit::sha256(&layer));
    place.write("layer.tar", &layer);
    place.shell("tar -xOf layer.tar hello.txt").expect(0, "Hello from version 1.0.");
}
