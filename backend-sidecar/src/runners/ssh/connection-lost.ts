import { AppError } from '../../kernel/errors.ts';

/** There is no connection, or it was lost while something was done: it may or may not have been done. */
export class ConnectionLost extends AppError {
  constructor(detail: string, options?: ErrorOptions) {
    super('GENERATOR_UNREACHABLE', detail, options);
  }
}
