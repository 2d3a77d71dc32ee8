/** A file on its way to the service, with how far it is: fetch cannot tell that. Throws ApiError, as `call` does. */

import { ApiError, refused, type Told } from "../api";

export function upload<T>(path: string, file: Blob, went: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1${path}`);
    request.setRequestHeader("X-Requested-With", "callcenter");
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => went(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new ApiError(0, "unreachable", "upload broken off"));
    request.onload = () => {
      try {
        const said: unknown = JSON.parse(request.responseText);
        request.status < 300 ? resolve(said as T) : reject(refused(request.status, said as Told));
      } catch {
        reject(new ApiError(request.status, "unreadable", request.statusText));
      }
    };
    request.send(file);
  });
}
