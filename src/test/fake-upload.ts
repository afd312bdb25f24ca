interface Answer {
  status: number;
  body: unknown;
}

/** Stands in for the browser's XMLHttpRequest: a test says what was sent and what came back. */
export class FakeUpload {
  static last: FakeUpload | undefined;
  readonly upload = new EventTarget();
  method = '';
  url = '';
  form: FormData | undefined;
  status = 0;
  responseText = '';
  isAborted = false;
  private readonly events = new EventTarget();

  constructor() {
    FakeUpload.last = this;
  }

  addEventListener(name: string, listen: () => void): void {
    this.events.addEventListener(name, listen);
  }

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
  }

  setRequestHeader(): void {}

  send(form: FormData): void {
    this.form = form;
  }

  abort(): void {
    this.isAborted = true;
    this.end('abort');
  }

  /** So many bytes have left the browser. */
  sent(loaded: number, total: number): void {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded, total }));
  }

  answer({ status, body }: Answer): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.end('load');
  }

  breakOff(): void {
    this.end('error');
  }

  private end(name: string): void {
    this.events.dispatchEvent(new Event(name));
    this.events.dispatchEvent(new Event('loadend'));
  }
}
