// A container registry in memory, with the OCI 1.1 referrers API, on a loopback port.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"

	"github.com/google/go-containerregistry/pkg/registry"
)

const library = "github.com/google/go-containerregistry"

func main() {
	port := flag.Int("port", 5556, "loopback port")
	trace := flag.Bool("trace", false, "print one line for each request")
	version := flag.Bool("version", false, "print what this is and end")
	flag.Parse()
	if *version {
		fmt.Println("go-registry with go-containerregistry", libraryVersion())
		return
	}
	serve(*port, *trace)
}

func serve(port int, trace bool) {
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		log.Fatal(err)
	}
	handler := registry.New(registry.WithReferrersSupport(true), registry.Logger(log.New(os.Stderr, "", 0)))
	requests := io.Discard
	if trace {
		requests = os.Stdout
	}
	log.Fatal(http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(requests, r.Method, r.URL.RequestURI())
		handler.ServeHTTP(w, r)
	})))
}

func libraryVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dependency := range info.Deps {
			if dependency.Path == library {
				return dependency.Version
			}
		}
	}
	return "unknown"
}
