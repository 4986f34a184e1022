# The first stage builds and tests; the second is the program, its libraries,
# the catalogue and a user.
FROM debian:12-slim AS build
RUN apt-get update -q && \
    apt-get install -qy --no-install-recommends make ca-certificates
WORKDIR /src
COPY Makefile ./
COPY tests/deps.sh tests/
RUN make deps-check
COPY . .
RUN make check && make

FROM debian:12-slim
RUN apt-get update -q && \
    apt-get install -qy --no-install-recommends ca-certificates libcurl4 libexpat1 libjansson4 libbrotli1 libmicrohttpd12 libzstd1 zlib1g \
        libsodium23 libsqlite3-0 libutf8proc2 libuuid1 libxxhash0 poppler-utils && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --uid 10001 --home-dir /var/lib/instrumentd --create-home \
        --shell /usr/sbin/nologin instrumentd
COPY --from=build /src/build/instrumentd /usr/local/bin/
COPY --from=build /src/data /usr/local/share/instrumentd

ENV INSTRUMENTD_DB=/var/lib/instrumentd/registry.db \
    INSTRUMENTD_LISTEN=0.0.0.0:8080
USER instrumentd
VOLUME /var/lib/instrumentd
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s CMD \
    ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
CMD ["sh", "-c", "sh /usr/local/share/instrumentd/load.sh instrumentd \"$INSTRUMENTD_DB\" && exec instrumentd serve"]
