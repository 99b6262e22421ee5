"""Archives and compressed files: their members as streams, within limits, never written to disk."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, cast

from kavosh.errors import DocumentError, DocumentTooLargeError, UnreadableDocumentError
from kavosh.index.reading import limited

MAX_ENTRIES = 200_000
MAX_RATIO = 200  # bytes that may come out of one compressed byte: text packs to a tenth, a bomb to a thousandth
MAX_EXPANDED = 16 * 1024**3  # bytes that may come out of one compressed file
_FREE = 1024**2  # bytes that may come out whatever the ratio: small files of one letter are no bombs

COMPRESSED = (".gz", ".bz2", ".xz")
TAR = (".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")
ZIP = (".zip",)

Member = tuple[str, BinaryIO]

BROKEN = (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)


def is_archive(path: str) -> bool:
    """Whether a file of this name holds files of its own."""
    return path.lower().endswith((*TAR, *ZIP))


def decompressed(stream: BinaryIO, path: str, size: int) -> BinaryIO:
    """The content of a .gz, .bz2 or .xz stream of `size` bytes; too much of it is DocumentTooLargeError."""
    suffix = path.lower()
    if suffix.endswith(".gz"):
        content = cast(BinaryIO, gzip.GzipFile(fileobj=stream, mode="rb"))
    elif suffix.endswith(".bz2"):
        content = cast(BinaryIO, bz2.BZ2File(stream))
    else:
        content = cast(BinaryIO, lzma.open(stream))  # noqa: SIM115, closed with the stream
    return _unpacked(content, size, path)


def members(stream: BinaryIO, path: str, size: int) -> Iterator[Member | DocumentError]:
    """The files in an archive: (name, stream), each stream good until the next is asked for.

    A member that is no plain file, leads out of the archive or is packed suspiciously well is an error in its
    place; an archive that is broken fails with UnreadableDocumentError.
    """
    entries = _zip_members(stream, path) if path.lower().endswith(ZIP) else _tar_members(stream, path, size)
    try:
        for number, entry in enumerate(entries):
            if number >= MAX_ENTRIES:
                raise DocumentTooLargeError(path, f"more than {MAX_ENTRIES} files in the archive")
            yield entry
    except (*BROKEN, OSError) as error:
        raise UnreadableDocumentError(path, f"the archive is broken: {error}") from error


def _zip_members(stream: BinaryIO, path: str) -> Iterator[Member | DocumentError]:
    with zipfile.ZipFile(stream) as archive:
        if len(archive.infolist()) > MAX_ENTRIES:
            raise DocumentTooLargeError(path, f"more than {MAX_ENTRIES} files in the archive")
        for info in archive.infolist():
            where = f"{path}/{info.filename}"
            if info.is_dir():
                continue
            if refusal := _refusal(info.filename, where):
                yield refusal
            elif (info.external_attr >> 16) & 0o170000 == 0o120000:
                yield UnreadableDocumentError(where, "a link inside the archive")
            elif info.flag_bits & 1:
                yield UnreadableDocumentError(where, "the file is encrypted")
            else:
                try:
                    with archive.open(info) as content:
                        yield info.filename, _unpacked(cast(BinaryIO, content), info.compress_size, where)
                except (zipfile.BadZipFile, NotImplementedError) as error:
                    yield UnreadableDocumentError(where, f"broken in the archive: {error}")


def _tar_members(stream: BinaryIO, path: str, size: int) -> Iterator[Member | DocumentError]:
    plain = path.lower().endswith(".tar")
    name = path[:-4] + ".gz" if path.lower().endswith(".tgz") else path
    content = stream if plain else decompressed(stream, name, size)
    with tarfile.open(fileobj=content, mode="r|") as archive:
        for info in archive:
            where = f"{path}/{info.name}"
            if info.isdir():
                continue
            if refusal := _refusal(info.name, where):
                yield refusal
            elif not info.isreg():
                yield UnreadableDocumentError(where, "a link or device inside the archive")
            elif member := archive.extractfile(info):
                yield info.name, cast(BinaryIO, member)
            archive.members = []  # type: ignore[attr-defined]  # tarfile keeps every header it has seen


def _refusal(name: str, where: str) -> DocumentError | None:
    parts = {*PurePosixPath(name).parts, *PureWindowsPath(name).parts}
    absolute = name.startswith(("/", "\\")) or PureWindowsPath(name).drive
    return UnreadableDocumentError(where, "the name leads out of the archive") if ".." in parts or absolute else None


def _unpacked(content: BinaryIO, size: int, where: str) -> BinaryIO:
    limit = min(MAX_EXPANDED, _FREE + MAX_RATIO * size)
    return limited(content, limit, where, f"it unpacks to more than {limit} bytes, as archives made to do harm do")
