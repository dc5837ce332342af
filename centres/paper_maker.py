"""Makes one PDF of a paper. Runs as a program of its own, so that a long one takes its memory with it.

``python -I paper_maker.py < JOB`` writes the PDF; the job is the JSON that ``centres.paper_engine`` makes. It imports
nothing of the project and gets no environment; the limits below are the system's.
"""

import json
import resource
import sys

import typst

CPU_SECONDS = 120
# 5,000 families in one file need 1.5 GB; Typst reserves more than it uses.
MEMORY_BYTES = 3 * 1024 * 1024 * 1024
MAX_OUTPUT_BYTES = 256 * 1024 * 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_OUTPUT_BYTES, MAX_OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    job = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=job["fonts"])
    compiler = typst.Compiler(
        root=job["root"], font_paths=fonts, package_path=job["no_packages"], package_cache_path=job["no_packages"]
    )
    pdf = compiler.compile(
        input=job["entry"],
        format="pdf",
        sys_inputs={"data": job["data"]},
        pdf_standards=job["standards"],
        timestamp=job["timestamp"],
    )
    assert isinstance(pdf, bytes)
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main()
