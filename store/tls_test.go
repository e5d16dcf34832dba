package store_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dutybook/store"
	"dutybook/store/storetest"
)

// TestEncrypted: rediss:// talks to a server whose certificate is trusted on
// this machine, and to no other.
func TestEncrypted(t *testing.T) {
	trusted, other := certified(t), certified(t)
	// Read once in a process, by the first connection that checks a certificate.
	t.Setenv("SSL_CERT_FILE", filepath.Join(trusted, "cert.pem"))
	t.Setenv("SSL_CERT_DIR", trusted)
	for name, dir := range map[string]string{"trusted": trusted, "not trusted": other} {
		s, err := store.Open(encrypted(t, dir))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		switch err := s.Ping(t.Context()); {
		case name == "trusted" && err != nil:
			t.Errorf("a trusted server: %v", err)
		case name != "trusted" && (err == nil || !strings.Contains(err.Error(), "certificate")):
			t.Errorf("a server nobody trusts: %v", err)
		}
	}
}

// encrypted starts a server with the certificate of a folder and gives its URL.
func encrypted(t *testing.T, dir string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	_ = l.Close()
	storetest.Real(t, "--tls-port", port, "--tls-cert-file", filepath.Join(dir, "cert.pem"),
		"--tls-key-file", filepath.Join(dir, "key.pem"), "--tls-ca-cert-file", filepath.Join(dir, "cert.pem"), "--tls-auth-clients", "no")
	return "rediss://127.0.0.1:" + port
}

// certified is a folder with a key and a certificate for this machine that
// stands for itself.
func certified(t *testing.T) (dir string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: cert}, "key.pem": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
