import { css, cx } from '@emotion/css';
import React, { useEffect, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import { Input, useStyles2 } from '@grafana/ui';

import { parseDurationText, toDurationText } from '../duration-text';
import { useDebounced } from '../use-debounced';

interface LoadInputProps {
  id?: string;
  label: string;
  value: number | undefined;
  /** What holds while nothing is written here; null = nothing is set, the placeholder says what that means. */
  standard: number | null;
  placeholder?: string;
  minimum: number;
  maximum: number;
  width: number;
  isDisabled?: boolean;
  /** Takes over while somebody types, too: whenever what stands there has rested and can be read. */
  isLive?: boolean;
  /** undefined = back to the standard. */
  onChange: (value: number | undefined) => void;
}

export function UsersInput(props: LoadInputProps) {
  return <ParsedInput {...props} parse={parseCount} print={String} />;
}

export function DurationInput(props: LoadInputProps) {
  return <ParsedInput {...props} parse={parseDurationText} print={toDurationText} />;
}

interface ParsedInputProps extends LoadInputProps {
  parse: (text: string) => number | undefined;
  print: (value: number) => string;
}

const TYPING_REST_MS = 400;

/** Takes over what was typed when it is left or Enter is pressed; what cannot be read stays, marked. */
function ParsedInput(props: ParsedInputProps) {
  const { label, value, standard, minimum, maximum, parse, print, onChange, isLive = false, ...rest } = props;
  const styles = useStyles2(getStyles);
  const inForce = value ?? standard;
  const shown = inForce === null ? '' : print(inForce);
  const [draft, setDraft] = useState<string>();
  const text = draft ?? shown;

  const read = readValue({ text, parse, minimum, maximum });
  const takeOver = () => {
    if (text.trim() === '') {
      onChange(undefined);
      return setDraft(undefined);
    }
    if (draft !== undefined && read !== undefined) {
      onChange(read === standard ? undefined : read);
      setDraft(undefined);
    }
  };
  useAtRest(isLive ? draft : undefined, (rested) => {
    if (rested.trim() === '') {
      return onChange(undefined);
    }
    if (read !== undefined) {
      onChange(read === standard ? undefined : read);
    }
  });
  const isOwn = value !== undefined && standard !== null;
  const describe = () => (isOwn ? `${label}; the scenario says ${print(standard)}` : label);
  const isInvalid = text.trim() !== '' && read === undefined;
  return (
    <Input
      id={rest.id}
      width={rest.width}
      disabled={rest.isDisabled}
      aria-label={label}
      aria-invalid={isInvalid}
      title={isInvalid ? `From ${print(minimum)} to ${print(maximum)}` : describe()}
      invalid={isInvalid}
      placeholder={rest.placeholder}
      value={text}
      className={cx(styles.input, isOwn && styles.changed)}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={takeOver}
      onKeyDown={(event) => event.key === 'Enter' && takeOver()}
    />
  );
}

/** Calls once for each text that has come to rest; undefined = nothing is being typed. */
function useAtRest(draft: string | undefined, take: (rested: string) => void): void {
  const rested = useDebounced(draft, TYPING_REST_MS);
  const isAtRest = draft !== undefined && rested === draft;
  useEffect(() => {
    if (isAtRest && rested !== undefined) {
      take(rested);
    }
    // Not for each new function of the caller.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isAtRest, rested]);
}

interface ReadValue {
  text: string;
  parse: (text: string) => number | undefined;
  minimum: number;
  maximum: number;
}

function readValue({ text, parse, minimum, maximum }: ReadValue): number | undefined {
  const value = parse(text);
  return value === undefined || value < minimum || value > maximum ? undefined : value;
}

function parseCount(text: string): number | undefined {
  const compact = text.replaceAll(/[\s,.']/g, '');
  return /^\d+$/.test(compact) ? Number(compact) : undefined;
}

/** The limits of the API. */
export const LOAD_LIMITS = {
  users: { minimum: 1, maximum: 100_000 },
  duration: { minimum: 1, maximum: 7 * 86_400 },
  rampUp: { minimum: 0, maximum: 86_400 },
};

const getStyles = (theme: GrafanaTheme2) => ({
  input: css({ '& input': { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }),
  changed: css({ '& input': { color: theme.colors.warning.text, fontWeight: theme.typography.fontWeightMedium } }),
});
