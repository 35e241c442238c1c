# Builds an enclave's image in a container, with Debian's own tools and npm alone: `inkan image build` wants no Docker, this is for machines that
# are not Debian. What comes out is the same: inputs and toolchain are pinned by version and SHA-256 in `image/`.
#   docker build -f docker/image-builder.Dockerfile -t inkan-image-builder .
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD/out:/out" inkan-image-builder image build --role relay --output /out/relay.eif
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends \
  bc bison ca-certificates flex gcc g++ libc6-dev libelf-dev libssl-dev make npm python3 xz-utils \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /inkan
COPY . .
RUN npm ci && npm cache clean --force && chmod -R a+rX .
ENV PATH=/inkan/node_modules/.bin:/usr/bin:/bin XDG_CACHE_HOME=/tmp/cache
ENTRYPOINT ["inkan"]
CMD ["image", "--help"]
