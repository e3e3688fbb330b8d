// Holds the log of this project against golang.org/x/mod: notes, tree hashes, proofs, tiles. Reads JSON, writes JSON.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Note  string
	Key   string
	Sizes []int64
	Pairs [][2]int64
}

type answer struct {
	Text        string
	Error       string
	Roots       map[int64]string
	Inclusion   map[string][]string
	Consistency map[string][]string
	Tiles       []string
}

func leaf(index int64) []byte { return []byte(fmt.Sprintf("leaf %d", index)) }

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func encoded(proof []tlog.Hash) []string {
	out := []string{}
	for _, hash := range proof {
		out = append(out, base64.StdEncoding.EncodeToString(hash[:]))
	}
	return out
}

func main() {
	var asked question
	check(json.NewDecoder(os.Stdin).Decode(&asked))
	said := answer{Roots: map[int64]string{}, Inclusion: map[string][]string{}, Consistency: map[string][]string{}}
	verifier, err := note.NewVerifier(asked.Key)
	check(err)
	opened, err := note.Open([]byte(asked.Note), note.VerifierList(verifier))
	if err != nil {
		said.Error = err.Error()
	} else {
		said.Text = opened.Text
	}

	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			out[i] = stored[index]
		}
		return out, nil
	})
	largest := int64(0)
	for _, size := range asked.Sizes {
		if size > largest {
			largest = size
		}
	}
	wanted := map[int64]bool{}
	for _, size := range asked.Sizes {
		wanted[size] = true
	}
	for size := int64(0); size <= largest; size++ {
		if wanted[size] && size > 0 {
			root, err := tlog.TreeHash(size, reader)
			check(err)
			said.Roots[size] = base64.StdEncoding.EncodeToString(root[:])
		}
		if size < largest {
			hashes, err := tlog.StoredHashes(size, leaf(size), reader)
			check(err)
			stored = append(stored, hashes...)
		}
	}
	for _, pair := range asked.Pairs {
		name := fmt.Sprintf("%d/%d", pair[0], pair[1])
		if pair[0] < pair[1] {
			proof, err := tlog.ProveRecord(pair[1], pair[0], reader)
			check(err)
			said.Inclusion[name] = encoded(proof)
		}
		if pair[0] > 0 {
			proof, err := tlog.ProveTree(pair[1], pair[0], reader)
			check(err)
			said.Consistency[name] = encoded(proof)
		}
	}
	for _, tile := range tlog.NewTiles(8, 0, largest) {
		data, err := tlog.ReadTileData(tile, reader)
		check(err)
		said.Tiles = append(said.Tiles, fmt.Sprintf("%d %d %d %s", tile.L, tile.N, tile.W, base64.StdEncoding.EncodeToString(data)))
	}
	check(json.NewEncoder(os.Stdout).Encode(said))
}
