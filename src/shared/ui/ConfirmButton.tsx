import React, { useState } from 'react';
import type { IconName } from '@grafana/data';
import { Button, type ButtonVariant, ConfirmModal } from '@grafana/ui';

import { busyIcon } from './busy-icon';

interface ConfirmButtonProps {
  children: string;
  /** The question, and what follows from yes. */
  title: string;
  body: string;
  confirmText: string;
  dismissText?: string;
  onConfirm: () => void;
  icon?: IconName;
  variant?: ButtonVariant;
  fill?: 'solid' | 'outline' | 'text';
  size?: 'sm' | 'md';
  isBusy?: boolean;
  isDisabled?: boolean;
  tooltip?: string;
}

/** A button whose deed is hard to take back. */
export function ConfirmButton({
  children,
  title,
  body,
  confirmText,
  dismissText = 'Back',
  onConfirm,
  icon,
  variant = 'destructive',
  fill = 'outline',
  size = 'md',
  isBusy = false,
  isDisabled = false,
  tooltip,
}: ConfirmButtonProps) {
  const [isOpen, setIsOpen] = useState(false);
  const confirm = () => {
    setIsOpen(false);
    onConfirm();
  };
  return (
    <>
      <Button
        variant={variant}
        fill={fill}
        size={size}
        icon={busyIcon(isBusy, icon)}
        disabled={isDisabled || isBusy}
        tooltip={tooltip}
        onClick={() => setIsOpen(true)}
      >
        {children}
      </Button>
      <ConfirmModal
        isOpen={isOpen}
        title={title}
        body={body}
        confirmText={confirmText}
        dismissText={dismissText}
        onConfirm={confirm}
        onDismiss={() => setIsOpen(false)}
      />
    </>
  );
}
