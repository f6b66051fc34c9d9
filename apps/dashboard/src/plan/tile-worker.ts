/** Decodes tiles and packs them for drawing, on a thread of its own: a tile of 20,000 segments would cost frames. */
import { answerRequests } from './tile-answers.ts';
import { type PackRequest } from './tile-messages.ts';

const answerTo = answerRequests();

addEventListener('message', ({ data }: MessageEvent<PackRequest>) => {
  const { answer, transfer } = answerTo(data);
  postMessage(answer, { transfer });
});
