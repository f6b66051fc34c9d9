import { parseRoute, type Route } from '../lib/route.ts';

/** The route in the address bar. */
export class Router {
  #route = $state.raw<Route>(parseRoute(location.hash));
  readonly #onChange = (): void => {
    this.#route = parseRoute(location.hash);
  };

  constructor() {
    window.addEventListener('hashchange', this.#onChange);
  }

  get route(): Route {
    return this.#route;
  }

  go(link: string): void {
    location.hash = link;
  }

  /** Rewrites the link of the same page without a step in the history, as a plan does while it is moved. */
  replace(link: string): void {
    history.replaceState(null, '', link);
  }

  close(): void {
    window.removeEventListener('hashchange', this.#onChange);
  }
}
