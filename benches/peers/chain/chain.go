// How long Go takes to read two certificates and to verify the chain to the third:
//
//	go run chain.go ../../data/chain/p256
package main

import (
	"crypto/x509"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"
)

const (
	rounds = 200
	calls  = 20
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func load(name string) []byte {
	return must(os.ReadFile(os.Args[1] + "-" + name + ".der"))
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: chain PREFIX")
		os.Exit(2)
	}
	root, issuer, leaf := load("root"), load("intermediate"), load("leaf")
	roots := x509.NewCertPool()
	roots.AddCert(must(x509.ParseCertificate(root)))
	validate := func() {
		intermediates := x509.NewCertPool()
		intermediates.AddCert(must(x509.ParseCertificate(issuer)))
		usages := []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning}
		options := x509.VerifyOptions{Roots: roots, Intermediates: intermediates, KeyUsages: usages}
		must(must(x509.ParseCertificate(leaf)).Verify(options))
	}
	times := make([]float64, rounds)
	for round := range times {
		start := time.Now()
		for range calls {
			validate()
		}
		times[round] = float64(time.Since(start).Nanoseconds()) / calls / 1e3
	}
	slices.Sort(times)
	fmt.Printf("%s: %.2f us shortest, %.2f us median\n", runtime.Version(), times[0], times[rounds/2])
}
