/** What docs/API.md says beside the contract. */
import { UPLOAD_LIMIT_BYTES } from '../backend-sidecar/src/http/problem.ts';

const FENCE = '```';
const UPLOAD_LIMIT = `${UPLOAD_LIMIT_BYTES / 1024 ** 2} MiB`;

export const API_INTRODUCTION = `# The API

Made from \`backend-sidecar/src/contract\` by \`npm run docs:api\`; a test compares. The sidecar also publishes it as OpenAPI 3.1 at \`/api/openapi.json\`.

## Where it is

People and pipelines ask Grafana, and Grafana asks the sidecar:

- \`https://<grafana>/api/plugin-proxy/perftest-automation-app/api/…\`: Grafana checks who asks and the role, adds the shared key, and passes the request on. This is the address to use.
- \`http://<sidecar>/api/…\`: the sidecar itself. It answers only requests that carry the shared key in \`X-Sidecar-Key\` and Grafana's identity in \`X-Grafana-Context\`, and checks the role again.

\`/healthz\`, \`/readyz\` and \`/metrics\` (Prometheus) need no key, are not proxied, and say nothing about anybody's tests.

## Rules for every route

- Times are epoch milliseconds (UTC) in fields ending in \`Ms\`; durations say their unit; rates and changes are ratios (0.31 = 31 %). \`null\` means "no data" and is never the same as 0.
- A body is JSON and must be exactly what the table says: wrong types are refused, nothing is converted. Where a table says *optional* the field may be left out.
- Lists are pages: \`{"items": […], "page": 1, "pageSize": 50, "totalItems": 123}\`. \`sort\` takes a field, or \`-field\` for descending. Several values of a filter are separated by commas.
- Errors are \`application/problem+json\` ([Problem](#problem)): a stable \`code\`, what is wrong, and a \`hint\` that says what to do. [ERRORS.md](ERRORS.md) lists the codes.
- Roles are Grafana's and include each other: Admin > Editor > Viewer.

## From a pipeline

In Grafana, make a service account with the role Editor (*Administration → Users and access → Service accounts*), add a token to it, and give the token to the pipeline as a secret. This starts everything that is active for one version, waits, and fails unless the verdict is \`passed\`. It needs \`curl\` and \`jq\`.

${FENCE}sh
set -eu
api() {
  path=$1; shift
  curl -fsS -H "Authorization: Bearer $GRAFANA_TOKEN" -H 'Content-Type: application/json' \\
    "$GRAFANA_URL/api/plugin-proxy/perftest-automation-app/api/$path" "$@"
}

# The version, made if it is not there yet.
version=$(api 'versions?pageSize=500' | jq --arg v "$RELEASE" '.items[] | select(.version == $v) | .id')
if [ -z "$version" ]; then
  version=$(jq -n --arg v "$RELEASE" '{version: $v}' | api versions -d @- | jq .id)
fi

# Every active scenario with every test type that it has a load for.
runs=$(api 'scenarios?pageSize=500' |
  jq '[.items[] | select(.isActive) | .id as $scenario | .loads[] | {scenarioId: $scenario, testTypeId}]')
batch=$(jq -n --argjson v "$version" --argjson runs "$runs" '{versionId: $v, runs: $runs}' |
  api batches -d @- | jq .id)

# A batch that is held waits for a person: the pipeline ends then, and fails.
while state=$(api "batches/$batch") && [ "$(echo "$state" | jq -r '.status == "queued" or .status == "running"')" = true ]; do
  sleep 60
done
echo "$state" | jq -r .sentence
[ "$(echo "$state" | jq -r .outcome)" = passed ]
${FENCE}`;

export const TYPES_INTRODUCTION = `# Types

Fields without *optional* are always there.`;

interface OutsideTheSchemas {
  /** A paragraph. */
  body?: string;
  /** Completes "Answer: 200, …". */
  answer?: string;
}

/** Routes that take or give something else than JSON. */
export const OUTSIDE_THE_SCHEMAS: Readonly<Record<string, OutsideTheSchemas>> = {
  'GET /api/openapi.json': { answer: 'an OpenAPI 3.1 document' },
  'POST /api/scripts/upload': {
    body: `Body: \`multipart/form-data\` with the test plan and its companions, as several files or one zip (at most ${UPLOAD_LIMIT} each). Fields, all optional: \`name\`, \`description\`, \`scenarioId\`, \`comment\`, and \`plan\`, which names the test plan where there are several .jmx files.`,
  },
  'POST /api/scripts/:id/revisions': {
    body: 'Body: as for an upload, with the fields `comment`, `plan` and `keepCompanions` (`false`: files of the newest revision that are not sent again are left out).',
  },
  'GET /api/scripts/:id/download': {
    answer: 'the file, byte for byte as it was uploaded; with `all=true` a zip file of the whole revision',
  },
  'GET /api/scenarios/export': { answer: 'a YAML file that `POST /api/scenarios/import` takes' },
  'GET /api/audit/export': {
    answer: 'a CSV file of the newest 100 000 entries that the filters let through; `before` and `after` are JSON',
  },
  'GET /api/tests/:id/download': {
    answer: 'the file (`application/octet-stream`). The result file of an analyzed run is compressed (`.csv.gz`).',
  },
  'GET /api/tests/:id/live': {
    answer:
      'a stream of server-sent events (`text/event-stream`): `snapshot` with a [LiveSnapshot](#livesnapshot) first on every connection, then `update` with a [LiveUpdate](#liveupdate) at most once a second, and `end` with a [LiveEnd](#liveend) as the last. A comment line every 15 s keeps the connection open. A run that still waits sends its first event when it has begun.',
  },
  'GET /api/tests/:id/statistics/export': {
    answer:
      'the file: CSV with the total first (an empty cell is "no data"), or JSON of [RunStatistics](#runstatistics)',
  },
  'POST /api/tests/import': {
    body: 'Body: `multipart/form-data`; every file field is a result, or a zip file of results ([IMPORT.md](IMPORT.md))',
  },
  'POST /api/reports/generate': {
    body: 'What each type needs: `single` a `testRunId`, `batch` a `batchId`, `baseline` a `testRunId` and a `baselineId`, `comparison` the `versionIds`. The answer comes at once with `status: "pending"`: the figures are frozen by then, and the files follow. Ask `GET /api/reports/:id` until `status` is another one; `artefacts` says how far each file is.',
  },
  'GET /api/reports/:id/download/excel': { answer: 'the `.xlsx` file' },
  'GET /api/reports/:id/download/html': { answer: 'the HTML file as an attachment' },
  'GET /api/reports/:id/download/evidence': {
    answer:
      'a zip: `report.xlsx`, `report.html`, `report.json` (the frozen report), of each run `run-7/` its result file, script, logs and properties, pictures of Grafana’s panels with their data, and last `manifest.json` with the SHA-256 of each',
  },
  'GET /api/pictures/:id/image': { answer: 'the picture (`image/png`); 404 where none was captured' },
  'GET /api/reports/:id/html': { answer: 'the HTML report, to be shown (sandboxed: its script does not run)' },
};
