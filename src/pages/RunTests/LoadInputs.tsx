import React, { useEffect, useState } from 'react';
import { Input } from '@grafana/ui';

import { parseDurationText, toDurationText } from './duration-text';

interface LoadInputProps {
  id?: string;
  label: string;
  value: number | undefined;
  /** What holds while nothing is written here. */
  standard: number;
  minimum: number;
  maximum: number;
  width: number;
  isDisabled?: boolean;
  /** undefined = back to the standard. */
  onChange: (value: number | undefined) => void;
}

export function UsersInput(props: LoadInputProps) {
  return <ParsedInput {...props} parse={parseCount} print={String} suffix="users" />;
}

export function DurationInput(props: LoadInputProps) {
  return <ParsedInput {...props} parse={parseDurationText} print={toDurationText} />;
}

interface ParsedInputProps extends LoadInputProps {
  parse: (text: string) => number | undefined;
  print: (value: number) => string;
  suffix?: string;
}

/** Takes over what was typed when it is left or Enter is pressed; what cannot be read stays, marked. */
function ParsedInput({ label, value, standard, minimum, maximum, parse, print, onChange, ...rest }: ParsedInputProps) {
  const shown = print(value ?? standard);
  const [text, setText] = useState(shown);
  useEffect(() => setText(shown), [shown]);

  const read = readValue({ text, parse, minimum, maximum });
  const takeOver = () => {
    if (text.trim() === '') {
      onChange(undefined);
      return setText(print(standard));
    }
    if (read !== undefined) {
      onChange(read === standard ? undefined : read);
      setText(print(read));
    }
  };
  const isInvalid = text.trim() !== '' && read === undefined;
  return (
    <Input
      id={rest.id}
      width={rest.width}
      disabled={rest.isDisabled}
      suffix={rest.suffix}
      aria-label={label}
      aria-invalid={isInvalid}
      title={isInvalid ? `From ${print(minimum)} to ${print(maximum)}` : label}
      invalid={isInvalid}
      value={text}
      style={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={takeOver}
      onKeyDown={(event) => event.key === 'Enter' && takeOver()}
    />
  );
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
