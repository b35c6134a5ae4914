FROM node:24.21.0-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run build
RUN node scripts/assemble-image.mjs /image

FROM node:24.21.0-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 BACKUP_DIR=/app/backups NPM_CONFIG_UPDATE_NOTIFIER=false
# What the program has freed goes back to the machine instead of waiting in the C library for its next use (60 MB).
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /app
COPY --from=build /image ./
# A new volume takes over the owner of the folder it is mounted on.
RUN mkdir --mode=700 backups && chown node:node backups
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# V8 starts four helper threads, which on two cores keep the program waiting ("slowest requests" in docs/benchmarks.md).
CMD ["node", "--enable-source-maps", "--max-semi-space-size=8", "--v8-pool-size=1", "dist/src/server.js"]
