import { AppError } from '@sizewise/shared';

/** The bytes are no STEP physical file. */
export class NotAStepFileError extends AppError {
  constructor() {
    super('unknown_format', 'The file does not begin with ISO-10303-21');
  }
}

/** The file is text in an encoding that STEP does not know, such as UTF-16. */
export class UnsupportedEncodingError extends AppError {
  constructor(encoding: string) {
    super('unsupported_encoding', `The file is ${encoding} text; a STEP file is ASCII, ISO 8859-1 or UTF-8`, {
      data: { encoding },
    });
  }
}

/** FILE_SCHEMA names no schema this reader knows. */
export class UnsupportedSchemaError extends AppError {
  constructor(schema: string) {
    super('unsupported_schema', `The schema ${schema === '' ? '(none)' : schema} is not supported`, {
      data: { schema: schema.slice(0, 200), supported: ['IFC2X3', 'IFC4', 'IFC4X3'] },
    });
  }
}

/** The header is whole and no DATA section follows. */
export class MissingDataSectionError extends AppError {
  constructor() {
    super('missing_data_section', 'The file has a header and no DATA section');
  }
}

/** The file ends before END-ISO-10303-21. */
export class TruncatedFileError extends AppError {
  constructor(where: string, byteOffset: number) {
    super('truncated_file', `The file ends ${where}, at byte ${byteOffset}`, { data: { byteOffset } });
  }
}

/**
 * One instance cannot be read. It never leaves the reader: the instance becomes a reject, or a warning where another
 * instance refers to it.
 */
export class StepSyntaxError extends AppError {
  readonly byteOffset: number;

  constructor(message: string, byteOffset: number) {
    super('malformed_instance', message, { data: { byteOffset } });
    this.byteOffset = byteOffset;
  }
}

/** A number of an instance is too large for a double, such as 1.E400. */
export class NonFiniteNumberError extends StepSyntaxError {
  constructor(text: string, byteOffset: number) {
    super(`${text.slice(0, 40)} is no finite number`, byteOffset);
  }
}
