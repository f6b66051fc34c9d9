/**
 * Numbers 0 to `size` − 1 by Zipf's law: the k-th is drawn with a probability proportional to 1 / (k + 1)^s.
 * @param random numbers in [0, 1)
 */
export function zipf(size: number, s: number, random: () => number): () => number {
  const sums = new Float64Array(size);
  let total = 0;
  for (let k = 0; k < size; k++) {
    total += 1 / (k + 1) ** s;
    sums[k] = total;
  }
  return () => {
    const wanted = random() * total;
    let low = 0;
    let high = size - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? Infinity) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
