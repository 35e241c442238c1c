# The gateway: untrusted, keeps nothing. From Debian and npm alone; Node is the npm package `node` of the lockfile.
FROM debian:bookworm-slim AS installed
# The compiler is for the native add-on: without it the install goes on, and there is no vsock.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates gcc libc6-dev npm && rm -rf /var/lib/apt/lists/*
WORKDIR /inkan
COPY . .
RUN npm ci --omit=dev && npm cache clean --force

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /inkan
COPY --from=installed /inkan /inkan
# nobody, by number, so that Kubernetes can tell it from root.
USER 65534:65534
ENV PATH=/inkan/node_modules/.bin:/usr/bin:/bin
# Not npx: it writes to a home, and the file system may be read-only.
ENTRYPOINT ["node", "--max-semi-space-size=4", "/inkan/cli/src/main.ts"]
CMD ["gateway", "--help"]
