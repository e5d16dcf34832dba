FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags "-s -w -X main.version=${VERSION}" -o /dutybook .

# Certificates and a user that is not root, and nothing else: no shell, no
# package manager. The time zones are inside the binary.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /dutybook /dutybook
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["/dutybook", "health"]
ENTRYPOINT ["/dutybook"]
