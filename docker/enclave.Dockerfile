# For Kubernetes: a container that starts the enclave, with AWS's nitro-cli. The enclave's image is built elsewhere (image-builder.Dockerfile) and
# measured whatever container it lies in. Build with the directory of the image as context:
#   docker build -f docker/enclave.Dockerfile --build-context scripts=terraform/ec2/files -t inkan-enclave-relay DIRECTORY
# (DIRECTORY holds image.eif.)
FROM public.ecr.aws/amazonlinux/amazonlinux:2023
RUN dnf install -y aws-nitro-enclaves-cli jq && dnf clean all
COPY --from=scripts --chmod=0755 run-enclave.sh /usr/local/libexec/inkan/run-enclave
COPY image.eif /var/lib/inkan/image.eif
# A shell script as process 1 takes SIGTERM by its trap.
ENTRYPOINT ["/usr/local/libexec/inkan/run-enclave"]
