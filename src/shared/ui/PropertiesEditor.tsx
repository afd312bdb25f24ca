import { css } from '@emotion/css';
import React, { useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, IconButton, Input, useStyles2 } from '@grafana/ui';

interface PropertiesEditorProps {
  id: string;
  value: Readonly<Record<string, string>>;
  isDisabled?: boolean;
  onChange: (value: Record<string, string>) => void;
}

interface Line {
  name: string;
  value: string;
}

/** As the API takes it. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Names and values, a line each. A line counts once its name can be one; a name that is there twice counts last. */
export function PropertiesEditor({ id, value, isDisabled = false, onChange }: PropertiesEditorProps) {
  const styles = useStyles2(getStyles);
  const [lines, setLines] = useState<Line[]>(() => toLines(value));
  const change = (next: Line[]) => {
    setLines(next);
    onChange(toProperties(next));
  };
  const changeLine = (index: number, changed: Partial<Line>) =>
    change(lines.map((line, at) => (at === index ? { ...line, ...changed } : line)));
  return (
    <div className={styles.editor}>
      {lines.map((line, index) => (
        <div key={index} className={styles.line}>
          <Input
            id={`${id}-name-${index}`}
            aria-label={`Name of property ${index + 1}`}
            placeholder="name"
            width={28}
            disabled={isDisabled}
            invalid={problemOf(lines, index) !== null}
            title={problemOf(lines, index) ?? undefined}
            value={line.name}
            onChange={(event) => changeLine(index, { name: event.currentTarget.value.trim() })}
          />
          <Input
            aria-label={line.name === '' ? `Value of property ${index + 1}` : `Value of ${line.name}`}
            placeholder="value"
            maxLength={4000}
            disabled={isDisabled}
            value={line.value}
            onChange={(event) => changeLine(index, { value: event.currentTarget.value })}
          />
          {!isDisabled && (
            <IconButton
              name="trash-alt"
              aria-label={`Remove property ${line.name || index + 1}`}
              tooltip="Remove"
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
            Add property
          </Button>
        </div>
      )}
    </div>
  );
}

function problemOf(lines: readonly Line[], index: number): string | null {
  const name = lines[index]?.name ?? '';
  if (name === '') {
    return null;
  }
  if (!NAME.test(name)) {
    return 'Letters, digits, “_”, “.” and “-”; the first is a letter or “_”';
  }
  return lines.some((line, at) => at > index && line.name === name)
    ? 'The name is there twice: the last one counts'
    : null;
}

function toLines(value: Readonly<Record<string, string>>): Line[] {
  return Object.entries(value).map(([name, text]) => ({ name, value: text }));
}

function toProperties(lines: readonly Line[]): Record<string, string> {
  return Object.fromEntries(lines.filter(({ name }) => NAME.test(name)).map(({ name, value }) => [name, value]));
}

const getStyles = (theme: GrafanaTheme2) => ({
  editor: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(0.5), maxWidth: 720 }),
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }),
  none: css({ color: theme.colors.text.secondary }),
});
