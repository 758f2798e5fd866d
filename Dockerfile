# The builder has the compiler and the tests' tools; the image has Node and one file. Debian's images do as well:
# --build-arg BASE=node:22-slim. scripts/pin-base.sh writes the digest of the base here; a release always names it.
ARG BASE=node:22-alpine
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
