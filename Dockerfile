FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -tags timetzdata -ldflags "-s -w -X main.version=${VERSION}" -o /dutybook .

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /dutybook /dutybook
EXPOSE 8080
ENTRYPOINT ["/dutybook"]
