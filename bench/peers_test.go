package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkPeers compares the product with bots of other libraries that do no
// more than bench/bare; the metrics are those of BenchmarkWebhook. It needs node
// and npm, and fetches the libraries.
func BenchmarkPeers(b *testing.B) {
	paths := map[string]string{}
	for _, name := range []string{"bare", "product"} {
		paths[name] = build(b, name, contenders[name].target, contenders[name].build...)
	}
	paths["telebot"] = build(b, "telebot", ".", "go", "build", "-C", "peers/telebot", "-o")
	node := nodeBots(b)
	for _, name := range []string{"grammy", "telegraf"} {
		paths[name] = script(b, name, filepath.Join(node, name+".mjs"))
	}
	for range b.N {
		compare(b, paths, "always")
	}
}

// nodeBots is a folder with the bots that run on node and what they need.
func nodeBots(b *testing.B) string {
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			b.Skip("needs ", tool)
		}
	}
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS("peers/node")); err != nil {
		b.Fatal(err)
	}
	npm := exec.CommandContext(b.Context(), "npm", "ci", "--no-audit", "--no-fund")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		b.Fatalf("npm: %v\n%s", err, out)
	}
	return dir
}

// script is a program that runs a file on node.
func script(b *testing.B, name, file string) string {
	path := filepath.Join(b.TempDir(), name)
	if err := os.WriteFile(path, fmt.Appendf(nil, "#!/bin/sh\nexec node %q \"$@\"\n", file), 0o700); err != nil {
		b.Fatal(err)
	}
	return path
}
