# Stands in for the image `haproxy:...-alpine`: the proxy of Debian as an unprivileged user, and
# busybox for the health check. Built by scripts/compose_images.
FROM selaras-test/base:bookworm
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends haproxy busybox \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb \
 && ln -s /bin/busybox /usr/local/bin/wget
USER haproxy
# Its signal to end in good order.
STOPSIGNAL SIGUSR1
CMD ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
