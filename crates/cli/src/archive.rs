//! A layout in a tar archive, read through once.

use countersign::oci::{ArchiveError, ArchiveFiles, ArchiveReader};

use crate::{exit::Exit, failure::Failure, image::LayoutImage, input::Input};

/// Reads the archive of an image. Only files that a layout has are kept, and no name in it becomes a path.
pub fn read(image: &LayoutImage) -> Result<ArchiveFiles, Failure> {
    let input = Input::File(image.path().display().to_string());
    let unusable = |error: ArchiveError| {
        let next = match &error {
            ArchiveError::Compressed { .. } => {
                "write it to a file that is not, such as with gzip -d, zstd -d or xz -d"
            }
            _ => "make the archive again: skopeo copy docker://IMAGE oci-archive:FILE:TAG",
        };
        Failure::new(exit_of(&error), format!("{} cannot be used", image.text())).because(&error).next(next)
    };
    let mut reader = ArchiveReader::new();
    input.pieces(|piece| reader.push(piece), unusable)?;
    reader.finish().map_err(unusable)
}

fn exit_of(error: &ArchiveError) -> Exit {
    match error {
        ArchiveError::TooManyEntries { .. } | ArchiveError::TooMuch { .. } => Exit::Refused,
        _ => Exit::Malformed,
    }
}
