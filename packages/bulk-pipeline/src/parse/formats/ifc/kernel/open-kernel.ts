import { KERNEL_BASE64 } from './kernel-bytes.ts';

/** Functions of the folder `kernel` of this package; addresses are bytes from the beginning of the memory. */
export interface Kernel {
  scanInstances(
    from: number,
    to: number,
    columns: number,
    capacity: number,
    classes: number,
    mask: number,
  ): number;
  addClass(name: number, length: number, id: number, classes: number, mask: number): void;
  bodyStop(from: number, to: number): number;
  stringStop(from: number, to: number): number;
  parameter(at: number, end: number, index: number): number;
  readPoint(at: number, end: number, out: number): boolean;
  readNumbers(at: number, end: number, out: number, capacity: number, depth: number): number;
  readRefs(at: number, end: number, out: number, capacity: number, depth: number, whole: boolean): number;
  markIndices(at: number, end: number, used: number, length: number, depth: number): void;
}

/** A kernel with a memory of its own, which never grows. */
export interface OpenKernel {
  readonly kernel: Kernel;
  readonly memory: ArrayBuffer;
}

/** As much of WebAssembly as is used here; the types of Node leave it out. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** Addresses below this one are the kernel's own, for its tables of constants. */
export const KERNEL_BYTES = 4096;

const PAGE_BYTES = 65_536;

/** Opens a kernel over so many bytes of zeros; half a millisecond. */
export function openKernel(bytes: number): OpenKernel {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { kernel: exports as Kernel, memory: memory.buffer };
}
