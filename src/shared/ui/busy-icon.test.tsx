import React from 'react';
import { Button } from '@grafana/ui';
import { render, screen } from '@testing-library/react';

import { busyIcon } from './busy-icon';

it('is another element when the work is done, which knows nothing of a picture that is still on its way', () => {
  const { rerender } = render(<Button icon={busyIcon(true, 'play')}>Run</Button>);
  const spinner = screen.getByRole('button').querySelector('svg');
  rerender(<Button icon={busyIcon(false, 'play')}>Run</Button>);
  const play = screen.getByRole('button').querySelector('svg');
  expect(spinner).toBeInstanceOf(SVGElement);
  expect(play).toBeInstanceOf(SVGElement);
  expect(play).not.toBe(spinner);
});
