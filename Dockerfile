# The builder has the compiler and the tests' tools; the image has Node and one file.
FROM node:22-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build

FROM node:22-alpine
# git is for `diff`, the names of devices for `devices` and `init`.
RUN apk add --no-cache git hwdata-pci hwdata-usb
COPY --from=build /src/dist/cli.js /usr/local/lib/mkapkovl/cli.js
COPY --from=build /src/dist/cli.*.cache /src/dist/package.json /usr/local/lib/mkapkovl/
COPY --from=build /src/profiles /usr/local/share/mkapkovl/profiles
RUN ln -s ../lib/mkapkovl/cli.js /usr/local/bin/mkapkovl && chmod 0755 /usr/local/lib/mkapkovl/cli.js
USER node
WORKDIR /work
ENTRYPOINT ["mkapkovl"]
CMD ["--help"]
