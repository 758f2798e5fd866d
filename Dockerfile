# The builder has the compiler and the tests' tools; the image has Node and one file. Debian's images do as well:
# --build-arg BASE=node:22-slim. The digest is that of the list for all architectures, with Node 22.23.3 on Alpine 3.24;
# scripts/pin-base.sh writes the one that the registry has now.
ARG BASE=node:22-alpine@sha256:0a7108bf6c7bf5de370ffb1a3ed6be93d405b43ff159f681a8d18c0e2bc2e402
FROM ${BASE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM ${BASE}
# git is for `diff`, the names of devices for `devices` and `init`.
RUN if command -v apk; then apk add --no-cache git hwdata-pci hwdata-usb; \
    else apt-get update && apt-get install -y --no-install-recommends git pci.ids usb.ids && rm -rf /var/lib/apt/lists/*; fi
COPY --from=build /src/dist/cli.js /usr/local/lib/mkapkovl/cli.js
COPY --from=build /src/dist/cli.*.cache /src/dist/package.json /src/dist/licenses.txt /src/LICENSE /usr/local/lib/mkapkovl/
COPY --from=build /src/profiles /usr/local/share/mkapkovl/profiles
RUN ln -s ../lib/mkapkovl/cli.js /usr/local/bin/mkapkovl && chmod 0755 /usr/local/lib/mkapkovl/cli.js
USER node
WORKDIR /work
ENTRYPOINT ["mkapkovl"]
CMD ["--help"]
