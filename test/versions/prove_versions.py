"""
DVC and Git LFS for real, with the files that the library writes, against the policies and the server that it makes: who may do what, and that
nothing is lost or overwritten. Ends with a count of each.

    prove_versions.py <folder of write-system.ts> <bin of DVC> <bin of Git LFS> <port of the store> <port of the server>
"""

import base64
import hashlib
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
from moto.server import ThreadedMotoServer

from store import REGION, Store, policies

SYSTEM, DVC, LFS, STORE_PORT, SERVER_PORT = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
ROOT = Path(__file__).resolve().parents[2]
STORE, SERVER = f"http://127.0.0.1:{STORE_PORT}", f"http://127.0.0.1:{SERVER_PORT}"
BUCKET, OBJECTS, LOCKS = "shop-dev-dvc-111111111111-eu-west-1", "shop-lfs", "locks"
WORK = Path(tempfile.mkdtemp(prefix="versions-"))

passed = failed = 0


def shows(what, holds):
    global passed, failed
    passed, failed = (passed + 1, failed) if holds else (passed, failed + 1)
    print(f"{'ok    ' if holds else 'FAILED'} {what}", flush=True)


def person(name, role):
    key = f"AKIA{name.upper():A<16}"
    return key, {
        "secret": hashlib.sha256(name.encode()).hexdigest(),
        "role": f"arn:aws:iam::111111111111:role/{role}",
        "arn": f"arn:aws:sts::111111111111:assumed-role/{role}/{name}",
    }


PEOPLE = dict(
    [
        person("ann", "data-scientist"),
        person("bea", "data-scientist"),
        person("cem", "analyst"),
        person("dan", "data-steward"),
        person("eve", "intern"),
        person("server", "lfs-server"),
    ]
)
KEYS = {one["arn"].rsplit("/", 1)[1]: key for key, one in PEOPLE.items()}


def keys_of(name):
    return {
        "AWS_ACCESS_KEY_ID": KEYS[name],
        "AWS_SECRET_ACCESS_KEY": PEOPLE[KEYS[name]]["secret"],
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
    }


def home_of(name):
    """A machine of somebody: a home with what `git` has to know, and the keys."""
    home = WORK / "home" / name
    if not home.exists():
        home.mkdir(parents=True)
        token = f"{sys.prefix}/bin/aws eks get-token --cluster-name ${{LFS_NAME:-shop.lfs}} --query status.token --output text"
        helper = f'!f() {{ test "$1" = get && echo username=aws && echo "password=$({token})"; }}; f'
        for key, value in {
            "user.name": name,
            "user.email": f"{name}@acme.example",
            f"credential.{SERVER}.helper": helper,
            "init.defaultBranch": "main",
            "lfs.transfer.maxretries": "3",
            "protocol.file.allow": "always",
        }.items():
            subprocess.run(["git", "config", "--file", home / ".gitconfig", key, value], check=True)
        run(name, WORK, "git", "lfs", "install", "--skip-repo")
    return home


def run(name, folder, *command, **variables):
    path = os.pathsep.join([DVC, LFS, os.environ["PATH"]])
    home = WORK / "home" / name
    environment = {
        "PATH": path,
        "HOME": str(home),
        "DVC_NO_ANALYTICS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "AWS_ENDPOINT_URL": STORE,
        **keys_of(name),
        **variables,
    }
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def must(name, folder, *command, **variables):
    done = run(name, folder, *command, **variables)
    if done.returncode != 0:
        raise SystemExit(f"{name}: {' '.join(map(str, command))} ends with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def versions(bucket, prefix=""):
    """Every version of every object, by key, without those who ask."""
    found = {}
    for page in direct.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for one in page.get("Versions", []):
            found.setdefault(one["Key"], []).append(one)
    return found


def content(bucket, key):
    return direct.get_object(Bucket=bucket, Key=key)["Body"].read()


def customers(folder, seed):
    chance = random.Random(seed)
    rows = [(f"c{seed}-{number}", visits := chance.randint(0, 30), int(visits + chance.gauss(0, 3) < 12)) for number in range(400)]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"month-{seed}.csv").write_text("id,visits,left\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows))


def same(one, other):
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    return files == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file()) and all(
        (one / path).read_bytes() == (other / path).read_bytes() for path in files
    )


def prove_dvc():
    origin, ann = WORK / "shop.git", WORK / "ann"
    for name in ("ann", "bea", "cem", "dan", "eve"):
        home_of(name)
    must("ann", WORK, "git", "init", "-q", "--bare", origin)
    must("ann", WORK, "git", "clone", "-q", origin, ann)
    shutil.copytree(SYSTEM / "files", ann, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".lfsconfig", ".gitattributes"))
    shutil.copytree(ROOT / "examples/versioned-data/src", ann / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (ann / ".gitignore").write_text("__pycache__/\n")
    customers(ann / "data/customers", 1)
    must("ann", ann, "dvc", "add", "-q", "data/customers")
    must("ann", ann, "dvc", "repro", "-q")
    metrics = json.loads((ann / "runs/churn/evaluate/metrics/metrics.json").read_text())
    shows(f"the stages train and evaluate: accuracy {metrics['accuracy']:.3f}", metrics["accuracy"] > 0.7)
    must("ann", ann, "git", "add", "-A")
    must("ann", ann, "git", "commit", "-qm", "May")
    must("ann", ann, "git", "push", "-q", "origin", "HEAD:main")

    plain = run("ann", ann, "dvc", "push")
    shows("a push that makes no demand is refused, where overwrites are", plain.returncode != 0 and versions(BUCKET) == {})
    push = lambda name, folder: run(name, folder, f"{DVC}/python", ".dvc/push.py")  # noqa: E731
    store.cut = 2
    push("ann", ann)
    again = push("ann", ann)
    shows(
        "a push whose connections are cut is whole when it is tried again",
        again.returncode == 0 and "Not" not in run("ann", ann, "dvc", "status", "-c").stdout,
    )
    first = versions(BUCKET)
    shows(
        f"{len(first)} objects are there, each once, under the digest of its content",
        len(first) > 5
        and all(len(found) == 1 for found in first.values())
        and all(
            hashlib.md5(content(BUCKET, key)).hexdigest() == key.removeprefix("files/md5/").replace("/", "").removesuffix(".dir") for key in first
        ),
    )
    store.made.clear()
    shows("what is there is not sent again", push("ann", ann).returncode == 0 and store.made == [])

    cem = WORK / "cem"
    must("cem", WORK, "git", "clone", "-q", "-b", "main", origin, cem)
    must("cem", cem, "dvc", "pull", "-q")
    shows("who may read has the same data and model with a clone and a pull", same(ann / "data", cem / "data") and same(ann / "runs", cem / "runs"))
    customers(cem / "data/customers", 9)
    must("cem", cem, "dvc", "add", "-q", "data/customers")
    shows("who may read does not push", push("cem", cem).returncode != 0 and versions(BUCKET) == first)
    stranger = WORK / "eve"
    must("eve", WORK, "git", "clone", "-q", "-b", "main", origin, stranger)
    shows("who has no right does not pull", run("eve", stranger, "dvc", "pull").returncode != 0 and not list((stranger / "data").glob("*/*")))

    key = next(iter(first))
    client = lambda name: boto3.client(
        "s3", endpoint_url=STORE, aws_access_key_id=KEYS[name], aws_secret_access_key=PEOPLE[KEYS[name]]["secret"], region_name=REGION
    )  # noqa: E731

    def refused(action):
        try:
            action()
        except Exception as error:  # noqa: BLE001
            return getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__)
        return None

    shows(
        "a writer does not overwrite an object: the policy refuses it",
        refused(lambda: client("ann").put_object(Bucket=BUCKET, Key=key, Body=b"other")) == "AccessDenied",
    )
    shows(
        "nor with the demand that there is none: the store refuses it",
        refused(lambda: client("ann").put_object(Bucket=BUCKET, Key=key, Body=b"other", IfNoneMatch="*")) == "PreconditionFailed",
    )
    shows(
        "a writer deletes neither an object nor a version of it",
        all(
            refused(action) == "AccessDenied"
            for action in [
                lambda: client("ann").delete_object(Bucket=BUCKET, Key=key),
                lambda: client("ann").delete_object(Bucket=BUCKET, Key=key, VersionId=first[key][0]["VersionId"]),
            ]
        ),
    )
    shows(
        "all objects are as they were",
        {name: [one["VersionId"] for one in found] for name, found in versions(BUCKET).items()}
        == {name: [one["VersionId"] for one in found] for name, found in first.items()},
    )

    bea = WORK / "bea"
    must("bea", WORK, "git", "clone", "-q", "-b", "main", origin, bea)
    must("bea", bea, "dvc", "pull", "-q")
    for name, folder in (("ann", ann), ("bea", bea)):
        customers(folder / "data/customers", 2)
        must(name, folder, "dvc", "add", "-q", "data/customers")
        must(name, folder, "dvc", "repro", "-q")
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda one: push(*one), [("ann", ann), ("bea", bea)]))
    # Who comes second to the same object is told so, and finds it there.
    shows(
        "two push the same at once; whoever is second is whole when it tries again",
        all(one.returncode == 0 or push(name, folder).returncode == 0 for one, (name, folder) in zip(both, [("ann", ann), ("bea", bea)])),
    )
    second = versions(BUCKET)
    shows(
        f"{len(second) - len(first)} new objects are there, and every object once",
        len(second) > len(first) and all(len(found) == 1 for found in second.values()),
    )
    must("ann", ann, "git", "add", "-A")
    must("ann", ann, "git", "commit", "-qm", "June")
    must("ann", ann, "git", "push", "-q", "origin", "HEAD:main")
    must("cem", cem, "git", "checkout", "-q", "--force", "HEAD")
    shutil.rmtree(cem / ".dvc/cache")
    shutil.rmtree(cem / "data/customers")
    must("cem", cem, "dvc", "pull", "-q", "--force")
    shows("an older commit still has its data", [path.name for path in sorted((cem / "data/customers").iterdir())] == ["month-1.csv"])

    dan = WORK / "dan"
    must("dan", WORK, "git", "clone", "-q", "-b", "main", origin, dan)
    must("dan", dan, "dvc", "pull", "-q")
    collected = run("dan", dan, "dvc", "gc", "--workspace", "--cloud", "--force")
    current = {one["Key"] for page in direct.get_paginator("list_objects_v2").paginate(Bucket=BUCKET) for one in page.get("Contents", [])}
    shows(
        f"a collector deletes the {len(second) - len(current)} objects that no commit of the workspace refers to, which can be brought back",
        collected.returncode == 0 and len(current) < len(second) and set(versions(BUCKET)) == set(second),
    )
    fresh = WORK / "fresh"
    must("cem", WORK, "git", "clone", "-q", "-b", "main", origin, fresh)
    shows("what is referred to is all there", run("cem", fresh, "dvc", "pull").returncode == 0 and same(dan / "runs", fresh / "runs"))

    changed = next(key for key in current if not key.endswith(".dir"))
    direct.put_object(Bucket=BUCKET, Key=changed, Body=b"something else")
    late = WORK / "late"
    must("cem", WORK, "git", "clone", "-q", "-b", "main", origin, late)
    pulled = run("cem", late, "dvc", "pull")
    shows(
        "an object that somebody has changed past every policy is not taken for what it is called",
        pulled.returncode != 0
        and not any(path.is_file() and path.read_bytes() == b"something else" for folder in ("data", "runs") for path in (late / folder).rglob("*")),
    )
    shows(
        "its right content is in a version before",
        any(
            hashlib.md5(direct.get_object(Bucket=BUCKET, Key=changed, VersionId=one["VersionId"])["Body"].read()).hexdigest()
            == changed.removeprefix("files/md5/").replace("/", "")
            for one in versions(BUCKET)[changed]
        ),
    )
    return len(second)


def prove_lfs():
    origin, ann, sent = WORK / "models.git", WORK / "ann-lfs", lambda: [key for bucket, key in store.made if bucket == OBJECTS]
    must("ann", WORK, "git", "init", "-q", "--bare", origin)
    must("ann", WORK, "git", "clone", "-q", origin, ann)
    for file in (".lfsconfig", ".gitattributes"):
        shutil.copy(SYSTEM / "files" / file, ann)
    (ann / "models").mkdir()

    def commit(name, folder, files, push=True):
        for path, size in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(random.Random(path + str(size)).randbytes(size))
        must(name, folder, "git", "add", "-A")
        must(name, folder, "git", "commit", "-qm", "models")
        return run(name, folder, "git", "push", "-q", "origin", "HEAD:main") if push else None

    first = commit("ann", ann, {"models/a.bin": 200_000, "models/b.bin": 6_000_000, "small.onnx": 10})
    shows("a writer pushes, and the server finds what has arrived", first.returncode == 0 and len(versions(OBJECTS)) == 3)
    if first.returncode != 0:
        print(first.stderr, Path(WORK / "server.log").read_text()[-3000:])
    shows(
        "every object is called by the digest of its content",
        all(hashlib.sha256(content(OBJECTS, key)).hexdigest() == key.rsplit("/", 1)[1] for key in versions(OBJECTS)),
    )

    cem = WORK / "cem-lfs"
    cloned = run("cem", WORK, "git", "clone", "-q", "-b", "main", origin, cem)
    shows(
        "who may read has the same files with a clone",
        cloned.returncode == 0 and same(ann / "models", cem / "models") and (cem / "models/b.bin").stat().st_size == 6_000_000,
    )
    before = versions(OBJECTS)
    done = commit("cem", cem, {"models/c.bin": 1000})
    shows(
        "who may read does not push: neither an object nor a commit arrives",
        done.returncode != 0
        and versions(OBJECTS) == before
        and "models/c.bin" not in must("ann", ann, "git", "ls-tree", "-r", "--name-only", "origin/main"),
    )

    def fetches(name, folder, **variables):
        clone = run(name, WORK, "git", "clone", "-q", "-b", "main", origin, WORK / folder, **variables)
        return clone.returncode == 0 and (WORK / folder / "models/b.bin").stat().st_size == 6_000_000

    shows("who is on no list has nothing", not fetches("eve", "eve-lfs"))
    shows("a token for another server opens nothing", not fetches("cem", "cem-other", LFS_NAME="other.lfs"))
    shows("a token that is signed with a wrong secret opens nothing", not fetches("cem", "cem-wrong", AWS_SECRET_ACCESS_KEY="wrong"))

    def status(path, body, authorization=None):
        request = urllib.request.Request(
            f"{SERVER}{path}",
            json.dumps(body).encode(),
            {"content-type": "application/json", **({"authorization": authorization} if authorization else {})},
        )
        try:
            with urllib.request.urlopen(request) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, None

    basic = lambda password: "Basic " + base64.b64encode(f"aws:{password}".encode()).decode()  # noqa: E731
    token = lambda name: must(
        name, WORK, f"{sys.prefix}/bin/aws", "eks", "get-token", "--cluster-name", "shop.lfs", "--query", "status.token", "--output", "text"
    ).strip()  # noqa: E731
    shows(
        "without a token the answer is 401, with a made-up one 403",
        status("/objects/batch", {})[0] == 401 and status("/objects/batch", {}, basic("k8s-aws-v1.aGVsbG8"))[0] == 403,
    )
    elsewhere = base64.urlsafe_b64encode(f"{STORE}/elsewhere?Action=GetCallerIdentity&X-Amz-SignedHeaders=host;x-k8s-aws-id".encode()).decode()
    shows("a token that would send the server somewhere else is refused", status("/objects/batch", {}, basic(f"k8s-aws-v1.{elsewhere}"))[0] == 403)

    store.made.clear()
    shutil.copy(ann / "models/a.bin", ann / "models/copy.bin")
    other = commit("ann", ann, {})
    again = must("ann", ann, "git", "lfs", "push", "--all", "origin")
    shows(f"an object that is there is not sent again {again.strip()}", other.returncode == 0 and sent() == [])

    store.cut = 1
    store.made.clear()
    cut = commit("ann", ann, {"models/d.bin": 3_000_000})
    if cut.returncode != 0:
        cut = run("ann", ann, "git", "push", "-q", "origin", "HEAD:main")
    digest = hashlib.sha256((ann / "models/d.bin").read_bytes()).hexdigest()
    shows(
        "a push whose connection is cut arrives whole",
        store.cut == 0 and cut.returncode == 0 and hashlib.sha256(content(OBJECTS, f"objects/{digest[:2]}/{digest}")).hexdigest() == digest,
    )

    bea = WORK / "bea-lfs"
    must("bea", WORK, "git", "clone", "-q", "-b", "main", origin, bea)
    shared = {"models/both.bin": 2_000_000}
    for name, folder in (("ann", ann), ("bea", bea)):
        must(name, folder, "git", "checkout", "-q", "-b", name)
        commit(name, folder, {**shared, f"models/{name}.bin": 500_000}, push=False)
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda one: run(one[0], one[1], "git", "push", "-q", "origin", one[0]), [("ann", ann), ("bea", bea)]))
    shows("two push at once, of which both have one object", all(one.returncode == 0 for one in both))
    found = versions(OBJECTS)
    shows(
        f"{len(found)} objects are there, every version of each with the content that it is called by",
        len(found) == 7
        and all(
            hashlib.sha256(direct.get_object(Bucket=OBJECTS, Key=key, VersionId=one["VersionId"])["Body"].read()).hexdigest() == key.rsplit("/", 1)[1]
            for key, ones in found.items()
            for one in ones
        ),
    )

    # A writer, by hand: what the server lets it send, with other content.
    oid = hashlib.sha256(b"wanted").hexdigest()
    _, answer = status("/objects/batch", {"operation": "upload", "objects": [{"oid": oid, "size": 6}]}, basic(token("ann")))
    action = answer["objects"][0]["actions"]["upload"]

    def put(body, headers):
        try:
            with urllib.request.urlopen(
                urllib.request.Request(action["href"], body, {"content-type": "application/octet-stream", **headers}, method="PUT")
            ) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            return error.code

    shows(
        "other content than the digest says is refused, and so is a request without the digest, or with another",
        [
            put(b"wantex", action["header"]),
            put(b"wanted", {}),
            put(b"wantex", {"x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(b"wantex").digest()).decode()}),
        ]
        == [400, 403, 403]
        and f"objects/{oid[:2]}/{oid}" not in versions(OBJECTS),
    )
    shows(
        "what has not arrived is not verified; what has, is",
        status("/objects/verify", {"oid": oid, "size": 6}, basic(token("ann")))[0] == 404
        and put(b"wanted", action["header"]) == 200
        and status("/objects/verify", {"oid": oid, "size": 6}, basic(token("ann")))[0] == 200,
    )
    shows(
        "who may read gets no leave to send",
        status("/objects/batch", {"operation": "upload", "objects": [{"oid": oid, "size": 6}]}, basic(token("cem")))[0] == 403,
    )

    must("ann", ann, "git", "lfs", "lock", "models/a.bin")
    shows("a file is locked once", run("bea", bea, "git", "lfs", "lock", "models/a.bin").returncode != 0)
    (bea / "models/a.bin").chmod(0o644)
    (bea / "models/a.bin").write_bytes(b"changed")
    must("bea", bea, "git", "commit", "-qam", "change")
    held = run("bea", bea, "git", "push", "-q", "origin", "bea")
    shows("a change of what somebody else has locked is not pushed", held.returncode != 0 and "ann" in held.stderr)
    shows(
        "a lock of somebody else is given back with force alone, and then the push goes through",
        run("bea", bea, "git", "lfs", "unlock", "models/a.bin").returncode != 0
        and run("bea", bea, "git", "lfs", "unlock", "--force", "models/a.bin").returncode == 0
        and run("bea", bea, "git", "push", "-q", "origin", "bea").returncode == 0,
    )
    shows("who may read takes no lock", run("cem", cem, "git", "lfs", "lock", "models/b.bin").returncode != 0)
    return len(versions(OBJECTS))


logging.getLogger("werkzeug").setLevel(logging.ERROR)
emulator = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
emulator.start()
port = emulator.get_host_and_port()[1]
own = {"endpoint_url": f"http://127.0.0.1:{port}", "aws_access_key_id": "x", "aws_secret_access_key": "y", "region_name": REGION}
direct = boto3.client("s3", **own)
for bucket in (BUCKET, OBJECTS):
    direct.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    direct.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
boto3.client("dynamodb", **own).create_table(
    TableName=LOCKS,
    BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
)
store = Store(STORE_PORT, port, {BUCKET: policies(SYSTEM / "template.json")[BUCKET]}, PEOPLE)
authorizer = next(
    variables
    for resource in json.loads((SYSTEM / "template.json").read_text())["Resources"].values()
    if resource["Type"] == "AWS::Lambda::Function"
    and "LFS_SERVER" in (variables := resource["Properties"].get("Environment", {}).get("Variables", {}))
)
with open(WORK / "server.log", "w") as log:
    server = subprocess.Popen(
        ["node", "--require", "ts-node/register/transpile-only", "test/versions/lfs-server.ts", str(SERVER_PORT)],
        cwd=ROOT,
        stdout=log,
        stderr=log,
        env={
            **os.environ,
            **keys_of("server"),
            **authorizer,
            "TS_NODE_PROJECT": "test/tsconfig.json",
            "STS_ADDRESS": STORE,
            "BUCKET": OBJECTS,
            "BUCKET_ADDRESS": f"{STORE}/{OBJECTS}",
            "LOCKS": LOCKS,
            "S3_PATH_STYLE": "true",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        },
    )
try:
    for _ in range(100):
        try:
            urllib.request.urlopen(SERVER)
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.2)
    started = time.time()
    of_dvc = prove_dvc()
    of_lfs = prove_lfs()
    print(
        f"{of_dvc} objects of DVC and {of_lfs} of Git LFS: none lost, none overwritten; "
        f"{len(store.refused)} requests refused by policy ({time.time() - started:.0f} s)"
    )
finally:
    server.terminate()
    emulator.stop()
    if failed == 0:
        shutil.rmtree(WORK, ignore_errors=True)
    else:
        print(f"left in {WORK}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
