// Makes the tokens in sigstore-mock/ with the timestamping authority of @sigstore/mock 0.12.1:
//   npm install --ignore-scripts @sigstore/mock@0.12.1 && node make.js FOLDER
// It writes times in milliseconds. One in ten ends in a zero: the others are kept, so that the fraction is seen to count.
const crypto = require('crypto');
const fs = require('fs');
const mock = require('@sigstore/mock');

const message = Buffer.from('what is stamped');
const digest = crypto.createHash('sha256').update(message).digest('base64');
const folder = process.argv[2];

async function stamp(handler, certificates) {
  const asked = { artifactHash: digest, hashAlgorithm: 'sha256', nonce: 12345, certificates };
  const answer = await handler.fn(JSON.stringify(asked));
  const isDer = /\d{14}\.\d\d[1-9]Z/.test(answer.response.toString('latin1'));
  return isDer ? answer.response : stamp(handler, certificates);
}

(async () => {
  const tsa = await mock.initializeTSA(crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' }));
  const handler = mock.tsaHandler(tsa, { strict: true });
  fs.writeFileSync(`${folder}/root.crt`, tsa.rootCertificate);
  fs.writeFileSync(`${folder}/leaf.crt`, tsa.intCertificate);
  // The time of a token, less its accuracy, lies behind the moment at which the certificates become valid.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  fs.writeFileSync(`${folder}/with-certificate.tsr`, await stamp(handler, true));
  fs.writeFileSync(`${folder}/without-certificate.tsr`, await stamp(handler, false));
})();
