package main

import (
	"log"

	"google.golang.org/grpc/experimental"
	"google.golang.org/grpc/mem"
)

// The default pool has nothing between 32 KiB and 1 MiB: it would clear 1 MiB for each message of 64 KiB.
func init() {
	var exponents []uint8
	for exponent := uint8(8); exponent <= 20; exponent++ {
		exponents = append(exponents, exponent)
	}
	pool, err := mem.NewBinaryTieredBufferPool(exponents...)
	if err != nil {
		log.Fatal(err)
	}
	experimental.SetDefaultBufferPool(pool)
}
