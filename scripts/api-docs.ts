/** Makes docs/API.md from the contract: the routes with their roles, and the schemas as the sidecar publishes them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { pino } from 'pino';

import { Problem } from '../backend-sidecar/src/contract/common.ts';
import * as live from '../backend-sidecar/src/contract/live.ts';
import { ROUTES, type RouteContract } from '../backend-sidecar/src/contract/routes.ts';
import { createSidecar } from '../backend-sidecar/src/sidecar.ts';
import { API_INTRODUCTION, OUTSIDE_THE_SCHEMAS, TYPES_INTRODUCTION } from './api-docs-text.ts';

/** As much of JSON Schema as the contract uses. */
interface Schema {
  $id?: string;
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  patternProperties?: Record<string, Schema>;
  description?: string;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

interface Content {
  content?: Record<string, { schema: Schema }>;
}

interface Operation {
  parameters?: Array<{ name: string; in: string; required?: boolean; schema: Schema }>;
  requestBody?: Content;
  responses: Record<string, Content>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** The whole document as Markdown. */
export async function apiDocument(): Promise<string> {
  const { paths, components } = await openApiDocument();
  const groups = [...new Set(ROUTES.map(({ path }) => groupOf(path)))];
  const routes = groups.map((group) => groupText(group, paths));
  const types = { ...components.schemas, ...eventTypes(), Problem: Problem as Schema };
  const text = [API_INTRODUCTION, '# Routes', ...routes, TYPES_INTRODUCTION, ...typesText(types)];
  return `${text.join('\n\n')}\n`;
}

/** Of a sidecar that is built on an empty directory, but never started. */
async function openApiDocument(): Promise<OpenApiDocument> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'api-docs-'));
  const config = {
    dataDirectory,
    host: '127.0.0.1',
    port: 0,
    sidecarKey: 'no request is ever made with this',
    organisationId: 1,
    secretsKey: null,
    formerSecretsKey: null,
    forgetsLostSecrets: false,
    logLevel: 'silent',
  };
  const sidecar = await createSidecar({
    config,
    environment: {},
    migrationsDirectory: fileURLToPath(new URL('../backend-sidecar/migrations', import.meta.url)),
    version: '0',
    log: pino({ level: 'silent' }),
  });
  try {
    return sidecar.app.swagger() as unknown as OpenApiDocument;
  } finally {
    await sidecar.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}

/** `/api/tests/:id/live` → `/api/tests` */
function groupOf(path: string): string {
  return path.split('/').slice(0, 3).join('/');
}

function groupText(group: string, paths: OpenApiDocument['paths']): string {
  const routes = ROUTES.filter(({ path }) => groupOf(path) === group);
  return [`## ${group}`, ...routes.map((route) => routeText(route, operationOf(route, paths)))].join('\n\n');
}

function operationOf({ method, path }: RouteContract, paths: OpenApiDocument['paths']): Operation {
  const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
  if (operation === undefined) {
    throw new Error(`The sidecar does not publish ${method} ${path}`);
  }
  return operation;
}

function routeText(route: RouteContract, operation: Operation): string {
  const note = OUTSIDE_THE_SCHEMAS[`${route.method} ${route.path}`];
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  const body = schemaOf(operation.requestBody);
  const parts = [
    `### ${route.method} ${route.path}`,
    `${route.summary}. Least role: **${route.role}**.`,
    query.length === 0 ? '' : table('Query', query.flatMap(parameterRow)),
    body === undefined ? (note?.body ?? '') : bodyText(body),
    `Answer: ${answerText(operation, note?.answer)}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** A named body is a link to its table, an unnamed one is a table here. */
function bodyText(schema: Schema): string {
  const isNamed = schema.$ref !== undefined || schema.properties === undefined;
  return isNamed ? `Body: ${typeText(schema)}` : table('Body', fieldRows(schema));
}

function parameterRow({ name, required, schema }: NonNullable<Operation['parameters']>[number]): string[] {
  return [row(name, required === true, schema)];
}

function answerText(operation: Operation, note: string | undefined): string {
  const [status = '200', response = {}] = Object.entries(operation.responses)[0] ?? [];
  const schema = schemaOf(response);
  if (schema !== undefined && status !== '204') {
    return `${status}, ${pageText(schema) ?? typeText(schema)}`;
  }
  if (status === '204') {
    return '204, empty';
  }
  if (note === undefined) {
    throw new Error('A route without a schema of its answer needs a sentence in api-docs-text.ts');
  }
  return `${status}, ${note}`;
}

/** A list's page reads better by its items than by its four fields. */
function pageText({ properties }: Schema): string | undefined {
  const isPage = properties !== undefined && 'totalItems' in properties && 'pageSize' in properties;
  return isPage && properties.items?.items !== undefined ? `a page of ${typeText(properties.items.items)}` : undefined;
}

function schemaOf({ content }: Content = {}): Schema | undefined {
  return Object.values(content ?? {})[0]?.schema;
}

function eventTypes(): Record<string, Schema> {
  const { LiveSnapshot, LiveUpdate, LiveEnd, LiveRow, LiveLogLine } = live;
  return { LiveSnapshot, LiveUpdate, LiveEnd, LiveRow, LiveLogLine } as Record<string, Schema>;
}

function typesText(types: Record<string, Schema>): string[] {
  return Object.entries(types)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, schema]) => `### ${name}\n\n${typeBody(schema)}`);
}

function typeBody(schema: Schema): string {
  const { $id: _name, ...anonymous } = schema;
  return schema.properties === undefined ? typeText(anonymous) : table('Field', fieldRows(schema));
}

function table(first: string, rows: string[]): string {
  return [`| ${first} | Type | |`, '| --- | --- | --- |', ...rows].join('\n');
}

/** One row per field; the fields of an unnamed object follow it, by their path. */
function fieldRows({ properties = {}, required = [] }: Schema, prefix = ''): string[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    return [row(path, required.includes(name), schema), ...innerRows(schema, path)];
  });
}

function innerRows(schema: Schema, path: string): string[] {
  if (schema.$id !== undefined) {
    return [];
  }
  if (schema.type === 'array' && schema.items !== undefined) {
    return innerRows(schema.items, `${path}[]`);
  }
  const inner = schema.anyOf?.find(({ properties }) => properties !== undefined) ?? schema;
  return inner.properties === undefined || inner.$id !== undefined ? [] : fieldRows(inner, `${path}.`);
}

function row(name: string, isRequired: boolean, schema: Schema): string {
  const type = `${typeText(schema)}${isRequired ? '' : ', optional'}`;
  return `| \`${name}\` | ${type} | ${cell(descriptionOf(schema))} |`;
}

function descriptionOf(schema: Schema): string {
  return schema.description ?? schema.anyOf?.find(({ description }) => description !== undefined)?.description ?? '';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** A schema in words; a named one as a link to its table. */
function typeText(schema: Schema): string {
  const name = schema.$id ?? schema.$ref?.split('/').at(-1);
  if (name !== undefined) {
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.anyOf !== undefined) {
    return schema.anyOf.map(typeText).join(' or ');
  }
  const literal = 'const' in schema ? schema.const : schema.enum?.[0];
  return literal === undefined ? plainType(schema) : `\`${JSON.stringify(literal)}\``;
}

function plainType(schema: Schema): string {
  switch (schema.type) {
    case 'array':
      return `array of ${typeText(schema.items ?? {})}`;
    case 'object':
      return objectType(schema);
    case 'integer':
    case 'number':
      return `${schema.type}${rangeText(schema)}${defaultText(schema)}`;
    default:
      return `${schema.type ?? 'any'}${defaultText(schema)}`;
  }
}

function objectType({ additionalProperties, patternProperties }: Schema): string {
  const values = Object.values(patternProperties ?? {})[0] ?? additionalProperties;
  return typeof values === 'object' ? `object, each value: ${typeText(values)}` : 'object';
}

function rangeText({ minimum, maximum }: Schema): string {
  if (minimum === undefined) {
    return maximum === undefined ? '' : ` ≤ ${maximum}`;
  }
  return maximum === undefined ? ` ≥ ${minimum}` : ` ${minimum}–${maximum}`;
}

function defaultText(schema: Schema): string {
  return schema.default === undefined ? '' : ` (default ${String(schema.default)})`;
}
