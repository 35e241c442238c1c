# The gateway: untrusted, keeps nothing. From Debian and npm alone; Node is the npm package `node` of the lockfile.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates npm && rm -rf /var/lib/apt/lists/*
WORKDIR /inkan
COPY package.json package-lock.json .npmrc ./
COPY attestation/package.json attestation/
COPY native/ native/
COPY link/package.json link/
COPY contracts/package.json contracts/
COPY enclave-signer/package.json enclave-signer/
COPY gateway/package.json gateway/
COPY cli/package.json cli/
RUN npm ci --omit=dev && npm cache clean --force
COPY . .
USER nobody
ENV PATH=/inkan/node_modules/.bin:/usr/bin:/bin
ENTRYPOINT ["npx", "--no-install", "inkan"]
CMD ["gateway", "--help"]
