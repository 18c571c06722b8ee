#!/usr/bin/env bash
# Makes the tokens in openssl/ with OpenSSL 3: by `ts`, and by `cms` for RSASSA-PSS, which `ts` does not sign with.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
printf 'what is stamped' >message
cat >conf <<'CONF'
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[service]
serial = serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha256,sha384,sha512
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = yes
[unnamed]
serial = serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha256
CONF

key() {
  case $1 in
    rsa*) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" ;;
    p*) openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:P-${1#p}" -out "$1.key" ;;
  esac
}

certify() {
  openssl req -new -config conf -key "$1.key" -subj "/O=Example Works/CN=$1" -out "$1.csr"
  openssl x509 -req -in "$1.csr" -CA root.crt -CAkey root.key -CAcreateserial -days 10000 -sha256 \
    -extfile conf -extensions tsa -out "$1.crt" 2>/dev/null
}

stamp() { # NAME DIGEST
  openssl ts -query -config conf -data message "-$2" -cert -out request
  echo 01 >serial
  openssl ts -reply -config conf -section service -queryfile request -signer "$1.crt" -inkey "$1.key" \
    -chain root.crt "-$2" -out "$here/openssl/$1.tsr" 2>/dev/null
}

sign() { # NAME DIGEST OPTIONS…
  local name=$1 digest=$2
  shift 2
  openssl cms -sign -binary -nodetach -in info -econtent_type 1.2.840.113549.1.9.16.1.4 -cades -md "$digest" \
    -signer "$name.crt" -inkey "$name.key" -outform DER -out "$here/openssl/$name.p7s" "$@"
}

for name in rsa p256 p384 p521 rsa-pss; do key "$name"; done
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out root.key
openssl req -new -x509 -config conf -key root.key -subj "/O=Example Works/CN=root" -days 10000 -extensions root \
  -out root.crt
openssl x509 -in root.crt -outform DER -out "$here/openssl/root.crt"
for name in rsa p256 p384 p521 rsa-pss; do certify "$name"; done
# The time of a token, less its accuracy, lies behind the moment at which the certificates become valid.
sleep 3
stamp p384 sha384
stamp p521 sha512
stamp rsa sha256
stamp p256 sha256
openssl ts -reply -config conf -section unnamed -queryfile request -signer p256.crt -inkey p256.key -sha256 \
  -token_out -out token 2>/dev/null
openssl cms -verify -inform DER -in token -noverify -out info 2>/dev/null
sign rsa-pss sha256 -keyopt rsa_padding_mode:pss
