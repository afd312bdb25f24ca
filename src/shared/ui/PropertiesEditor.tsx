import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, Input, useStyles2 } from '@grafana/ui';

interface PropertiesEditorProps {
  id: string;
  value: Readonly<Record<string, string>>;
  isDisabled?: boolean;
  /** What a line is called; JMeter properties when left out. */
  kind?: NameKind;
  onChange: (value: Record<string, string>) => void;
}

interface Line {
  name: string;
  value: string;
}

interface NameKind {
  noun: string;
  /** As the API takes it. */
  pattern: RegExp;
  rule: string;
}

const PROPERTY: NameKind = {
  noun: 'property',
  pattern: /^[A-Za-z_][A-Za-z0-9_.-]*$/,
  rule: 'Letters, digits, “_”, “.” and “-”; the first is a letter or “_”',
};

/** RFC 9110, section 5.1: a token. */
export const HEADER_FIELD: NameKind = {
  noun: 'header field',
  pattern: /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/,
  rule: 'Letters, digits and “-”, as in Authorization',
};

/** Names and values, a line each. A line counts once its name can be one; a name that is there twice counts last. */
export function PropertiesEditor(props: PropertiesEditorProps) {
  const { id, value, isDisabled = false, kind = PROPERTY, onChange } = props;
  const styles = useStyles2(getStyles);
  const [lines, setLines] = useState<Line[]>(() => toLines(value));
  const change = (next: Line[]) => {
    setLines(next);
    onChange(toProperties(next, kind));
  };
  const changeLine = (index: number, changed: Partial<Line>) =>
    change(lines.map((line, at) => (at === index ? { ...line, ...changed } : line)));
  return (
    <div className={styles.editor}>
      {lines.map((line, index) => (
        <div key={index} className={styles.line}>
          <Input
            id={`${id}-name-${index}`}
            aria-label={`Name of ${kind.noun} ${index + 1}`}
            placeholder="name"
            width={28}
            disabled={isDisabled}
            invalid={problemOf({ lines, index, kind }) !== null}
            title={problemOf({ lines, index, kind }) ?? undefined}
            value={line.name}
            onChange={(event) => changeLine(index, { name: event.currentTarget.value.trim() })}
          />
          <Input
            aria-label={line.name === '' ? `Value of ${kind.noun} ${index + 1}` : `Value of ${line.name}`}
            placeholder="value"
            maxLength={4000}
            disabled={isDisabled}
            value={line.value}
            onChange={(event) => changeLine(index, { value: event.currentTarget.value })}
          />
          {!isDisabled && (
            <IconButton
              name="trash-alt"
              tooltip={`Remove ${kind.noun} ${line.name || index + 1}`}

              onClick={() => change(lines.filter((_, at) => at !== index))}
            />
          )}
        </div>
      ))}
      {isDisabled && lines.length === 0 && <span className={styles.none}>none</span>}
      {!isDisabled && (
        <div>
          <Button
            type="button"
            size="sm"
            variant="secondary"
            icon="plus"
            onClick={() => setLines([...lines, { name: '', value: '' }])}
          >
            Add {kind.noun}
          </Button>
        </div>
      )}
    </div>
  );
}

interface LineChoice {
  lines: readonly Line[];
  index: number;
  kind: NameKind;
}

function problemOf({ lines, index, kind }: LineChoice): string | null {
  const name = lines[index]?.name ?? '';
  if (name === '') {
    return null;
  }
  if (!kind.pattern.test(name)) {
    return kind.rule;
  }
  return lines.some((line, at) => at > index && line.name === name)
    ? 'The name is there twice: the last one counts'
    : null;
}

function toLines(value: Readonly<Record<string, string>>): Line[] {
  return Object.entries(value).map(([name, text]) => ({ name, value: text }));
}

function toProperties(lines: readonly Line[], { pattern }: NameKind): Record<string, string> {
  return Object.fromEntries(lines.filter(({ name }) => pattern.test(name)).map(({ name, value }) => [name, value]));
}

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), maxWidth: 720 }),
  line: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    '& > :first-child': { flexShrink: 0 },
  }),
  none: css({ color: theme.colors.text.secondary }),
});
