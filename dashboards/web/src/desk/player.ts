/** Plays a stretch of a recording. One at a time. */

/** A word cut at its exact edge is hard to understand. */
const MARGIN_S = 0.3;

export class Player {
  private readonly audio = new Audio();
  private end_s = Infinity;

  constructor() {
    this.audio.preload = "none";
    this.audio.ontimeupdate = () => {
      if (this.audio.currentTime >= this.end_s) this.audio.pause();
    };
  }

  /** Play from `start_ms` to `end_ms` of the recording at `url`. Rejects when it cannot be played. */
  async play(url: string, start_ms: number, end_ms: number): Promise<void> {
    const wanted = new URL(url, location.href).href;
    if (this.audio.src !== wanted) this.audio.src = wanted;
    this.end_s = end_ms / 1000 + MARGIN_S;
    this.audio.currentTime = Math.max(0, start_ms / 1000 - MARGIN_S);
    await this.audio.play();
  }

  stop(): void {
    this.audio.pause();
  }
}
