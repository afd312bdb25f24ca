import { Type, type Static } from 'typebox';

import { EpochMs, Id, Name, Nullable } from './common.ts';
import { VerdictOutcome } from './verdict.ts';

export const ConfluenceSpace = Type.Object(
  { key: Type.String(), name: Type.String(), url: Nullable(Type.String()) },
  { $id: 'ConfluenceSpace' }
);
export type ConfluenceSpace = Static<typeof ConfluenceSpace>;

/** Where and how a report is published; what is left out comes from its scenario or batch, else from the settings. */
export const PublishInput = Type.Object(
  {
    spaceKey: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    parentPageId: Type.Optional(Type.String({ pattern: '^[0-9]{1,20}$' })),
    templateId: Type.Optional(Id),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    versionNote: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { $id: 'PublishInput', additionalProperties: false }
);
export type PublishInput = Static<typeof PublishInput>;

export const PublishPreview = Type.Object(
  {
    title: Type.String(),
    spaceKey: Type.String(),
    parentPageId: Nullable(Type.String()),
    /** The page that would be updated; null = a new one. */
    pageId: Nullable(Type.String()),
    /** Confluence's storage format: the marked section alone. */
    storage: Type.String(),
    /** The same as HTML, for the eye. */
    html: Type.String(),
    attachments: Type.Array(Type.Object({ fileName: Type.String(), sizeBytes: Type.Integer() })),
    labels: Type.Array(Type.String()),
    /** What stands in the way, in sentences. */
    problems: Type.Array(Type.String()),
  },
  { $id: 'PublishPreview' }
);
export type PublishPreview = Static<typeof PublishPreview>;

export const PublicationState = Type.Union(
  [
    Type.Literal('waiting'),
    Type.Literal('publishing'),
    Type.Literal('published'),
    Type.Literal('failed', { description: 'Not tried again by itself; `error` says what to do' }),
  ],
  { $id: 'PublicationState' }
);
export type PublicationState = Static<typeof PublicationState>;

/** A report's page. Each step can be repeated; a page is never left half. */
export const PublicationStep = Type.Union(
  [
    Type.Literal('page'),
    Type.Literal('attachments'),
    Type.Literal('body'),
    Type.Literal('labels'),
    Type.Literal('done'),
  ],
  { $id: 'PublicationStep' }
);
export type PublicationStep = Static<typeof PublicationStep>;

export const Publication = Type.Object(
  {
    reportId: Id,
    state: PublicationState,
    step: PublicationStep,
    title: Type.String(),
    spaceKey: Type.String(),
    pageId: Nullable(Type.String()),
    url: Nullable(Type.String()),
    attachmentsDone: Type.Integer(),
    attachmentsAll: Type.Integer(),
    attempts: Type.Integer(),
    nextTryAtMs: Nullable(EpochMs),
    error: Nullable(Type.String()),
    requestedBy: Type.String(),
    updatedAtMs: EpochMs,
  },
  { $id: 'Publication' }
);
export type Publication = Static<typeof Publication>;

/** Title and body with variables; docs/CONFLUENCE.md lists them. */
export const PublishTemplateInput = Type.Object(
  {
    name: Name,
    title: Type.String({ minLength: 1, maxLength: 500 }),
    body: Type.String({ minLength: 1, maxLength: 100_000 }),
    isDefault: Type.Boolean(),
  },
  { $id: 'PublishTemplateInput', additionalProperties: false }
);
export type PublishTemplateInput = Static<typeof PublishTemplateInput>;

export const PublishTemplate = Type.Object({ id: Id, ...PublishTemplateInput.properties }, { $id: 'PublishTemplate' });
export type PublishTemplate = Static<typeof PublishTemplate>;

const TemplateVariable = Type.Object({ name: Type.String(), meaning: Type.String() });

/** The template of pages that no other is made for, and what any template may name. */
export const BuiltInTemplate = Type.Object(
  {
    title: Type.String(),
    body: Type.String(),
    texts: Type.Array(TemplateVariable, { description: 'In titles and bodies' }),
    blocks: Type.Array(TemplateVariable, { description: 'In bodies, each by itself' }),
  },
  { $id: 'BuiltInTemplate' }
);
export type BuiltInTemplate = Static<typeof BuiltInTemplate>;

/** Which reports are published by themselves. */
export const AutoPublish = Type.Object(
  {
    outcomes: Type.Array(VerdictOutcome, { description: 'None = never by itself' }),
    spaceKey: Nullable(Type.String({ maxLength: 255 })),
    parentPageId: Nullable(Type.String({ pattern: '^[0-9]{1,20}$' })),
    templateId: Nullable(Id),
  },
  { $id: 'AutoPublish', additionalProperties: false }
);
export type AutoPublish = Static<typeof AutoPublish>;
