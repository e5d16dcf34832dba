// Package docxtest has LibreOffice open and convert what tests wrote, as the
// one other word processor there is on every machine of the project. Without
// it a test is skipped, unless DUTYBOOK_REQUIRE names soffice.
package docxtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Convert gives a file as LibreOffice writes it after reading it: to is what
// soffice calls a filter, such as "odt", "pdf" or "txt:Text (encoded):UTF8".
func Convert(t testing.TB, data []byte, from, to string) []byte {
	t.Helper()
	soffice := need(t)
	dir := t.TempDir()
	in := filepath.Join(dir, "in", "file."+from)
	if err := os.Mkdir(filepath.Dir(in), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), soffice, "--headless", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"),
		"--convert-to", to, "--outdir", filepath.Join(dir, "out"), in)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	ending, _, _ := strings.Cut(to, ":")
	out, err := os.ReadFile(filepath.Join(dir, "out", "file."+ending))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// RoundTrip gives a Word file back as a person who edits it in LibreOffice and
// saves it would, by way of its own format.
func RoundTrip(t testing.TB, data []byte) []byte {
	t.Helper()
	return Convert(t, Convert(t, data, "docx", "odt"), "odt", "docx")
}

func need(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("soffice")
	switch required := strings.Contains(os.Getenv("DUTYBOOK_REQUIRE"), "soffice"); {
	case err != nil && required:
		t.Fatal("soffice is required and not installed")
	case err != nil:
		t.Skip("soffice is not installed")
	case testing.Short() && !required:
		t.Skip("soffice takes seconds")
	}
	return path
}
