# The node as an image that holds nothing but one static binary. Build: docker build -t cyberfly .
FROM rust:1.95-bookworm AS build
WORKDIR /source
COPY . .
# Static with the C library of the build: nothing else is needed beside it.
ENV RUSTFLAGS="-C target-feature=+crt-static"
RUN cargo build --release --locked --bin cyberfly --target x86_64-unknown-linux-gnu \
    && mkdir -p /image/data /image/backups /image/tmp \
    && chmod 0700 /image/data /image/backups && chmod 1777 /image/tmp \
    && cp target/x86_64-unknown-linux-gnu/release/cyberfly /image/cyberfly \
    && chown -R 65532:65532 /image/data /image/backups

FROM scratch
COPY --from=build /image /
# A number, so that a platform can see that it is nobody's root.
USER 65532:65532
ENV CYBERFLY_DATA_DIR=/data CYBERFLY_OUTPUT=plain HOME=/data
# Backups go to /backups: beside the data, as everywhere.
VOLUME ["/data", "/backups"]
# HTTP stays on loopback unless http.listen says otherwise: publish it only behind TLS. 7421 is for other nodes.
EXPOSE 7421/udp
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["/cyberfly", "check"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/cyberfly"]
CMD ["start"]
