import { type Point } from './plan-types.ts';
import { panBy, type Viewport, zoomAt } from './viewport.ts';

export interface GestureTarget {
  readonly view: Viewport;
  setView(view: Viewport): void;
  /** The pointer rests or moves at this place without dragging; null when it left. */
  hover(place: Point | null): void;
  select(place: Point): void;
}

/** A press that moves by less than this many pixels is a click. */
const CLICK_SLOP = 4;
const WHEEL_STEP = 0.0015;
/** Pixels in one line and one page of a wheel that does not count in pixels. */
const WHEEL_UNITS = [1, 16, 400] as const;

/** Drag, pinch, wheel and click on the plan; returns the way to stop listening. */
export function listenForGestures(element: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Map<number, Point>();
  let moved = 0;
  const place = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    if (pointers.size === 1) moved = 0;
  };
  const move = (event: PointerEvent): void => {
    const now = place(event);
    const before = pointers.get(event.pointerId);
    if (!before) return target.hover(now);
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    moved += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) target.setView(pinch(target.view, other, before, now));
    else if (moved > CLICK_SLOP) target.setView(panBy(target.view, now.x - before.x, now.y - before.y));
  };
  const up = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId)) return;
    if (event.type === 'pointerup' && pointers.size === 0 && moved <= CLICK_SLOP) target.select(place(event));
  };
  const leave = (): void => target.hover(null);
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = place(event);
    const pixels = event.deltaY * (WHEEL_UNITS[event.deltaMode] ?? 1);
    // A pinch on a touchpad comes as a wheel with Ctrl and small steps.
    target.setView(zoomAt(target.view, Math.exp(-pixels * (event.ctrlKey ? 6 : 1) * WHEEL_STEP), x, y));
  };

  const controller = new AbortController();
  const { signal } = controller;
  element.addEventListener('pointerdown', down, { signal });
  element.addEventListener('pointermove', move, { signal });
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('pointerleave', leave, { signal });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => controller.abort();
}

/** One finger stays at `still`, the other goes from `before` to `now`: zooms and moves with their middle. */
export function pinch(view: Viewport, still: Point, before: Point, now: Point): Viewport {
  const distance = (a: Point, b: Point): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  const middle = { x: (still.x + before.x) / 2, y: (still.y + before.y) / 2 };
  const zoomed = zoomAt(view, distance(still, now) / distance(still, before), middle.x, middle.y);
  return panBy(zoomed, (now.x - before.x) / 2, (now.y - before.y) / 2);
}
