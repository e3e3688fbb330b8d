"""nginx from Debian, started by the tests with a configuration of their own on free ports, as whoever runs them."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.capture.http.certificates import Authority
from tests.support.waiting import free_port, wait_for

CONFIG = """
worker_processes 2;
daemon off;
{user}
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  default_type text/html;
  gzip on; gzip_min_length 100; gzip_http_version 1.0;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{
    listen 127.0.0.1:{port};
    listen 127.0.0.1:{tls_port} ssl;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    root {folder}/www;
    keepalive_requests 100000;
    location = /moved {{ return 301 /article.html; }}
    location = /gone {{ return 410; }}
  }}
}}
"""


def required(program: str) -> str:
    """Its path; skips loudly where it is not installed, and fails in CI, which installs it."""
    path = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        assert not os.environ.get("CI"), f"CI must have {program}: apt-get install -y nginx-light"
        pytest.skip(f"{program.upper()} IS NOT INSTALLED, NOT TESTED: apt-get install -y nginx-light")
    return path


@contextlib.contextmanager
def nginx(folder: Path, ca: Authority) -> Iterator[tuple[int, int]]:
    """Serves `folder`/www; gives the ports of http and https."""
    program = required("nginx")
    certificate, key = ca.issue("news.example", "127.0.0.1")
    port, tls_port = free_port(), free_port()
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # as root it would become a user who may not read tmp_path
    values = {
        "folder": folder,
        "port": port,
        "tls_port": tls_port,
        "certificate": certificate,
        "key": key,
        "user": user,
    }
    config.write_text(CONFIG.format(**values))
    process = subprocess.Popen([program, "-p", folder, "-c", config, "-e", folder / "error.log"])
    try:
        wait_for(port, process)
        yield port, tls_port
    finally:
        process.terminate()
        process.wait(10)
