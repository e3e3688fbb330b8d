// A client of a log on a web server that shares no code with it: golang.org/x/mod reads the tiles and checks every leaf.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var base = os.Args[1]

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func get(name string) ([]byte, error) {
	answer, err := http.Get(base + name)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s: status %d", name, answer.StatusCode)
	}
	return io.ReadAll(answer.Body)
}

type reader struct{}

func (reader) Height() int                              { return 8 }
func (reader) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

// C2SP tlog-tiles leaves the height out of a tile's path.
func (reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	out := [][]byte{}
	for _, tile := range tiles {
		data, err := get(strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

func main() {
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	text, err := get("checkpoint")
	check(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	hashes := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, reader{})
	for first := int64(0); first < size; first += 256 {
		name := fmt.Sprintf("tile/entries/%03d", first/256)
		if size-first < 256 {
			name += fmt.Sprintf(".p/%d", size-first)
		}
		bundle, err := get(name)
		check(err)
		for index := first; index < size && index < first+256; index++ {
			length := binary.BigEndian.Uint16(bundle)
			leaf := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			proof, err := tlog.ProveRecord(size, index, hashes)
			check(err)
			check(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(leaf)))
		}
	}
	if len(os.Args) > 3 {
		old, err := strconv.ParseInt(os.Args[3], 10, 64)
		check(err)
		before, err := tlog.ParseHash(os.Args[4])
		check(err)
		proof, err := tlog.ProveTree(size, old, hashes)
		check(err)
		check(tlog.CheckTree(proof, size, root, old, before))
	}
	fmt.Println(size)
}
