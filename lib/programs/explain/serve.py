"""Answers `POST /invocations` with a model, the way SageMaker's framework containers do. `artifact.py` starts it.

It runs in the model's Python and imports nothing of this program: a model may have been pickled with other versions of the
packages that this program has, and its script may have modules of the same names.
"""
import importlib.util
import json
import os
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, HTTPServer

TEXT = ("text/csv", "application/json")


def load_script(path, folder):
    """The functions of a script; those that it leaves out are the containers' own."""
    spec = importlib.util.spec_from_file_location(os.path.basename(path)[:-3], path)
    script = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = script
    spec.loader.exec_module(script)
    model = script.model_fn(folder)
    read = getattr(script, "input_fn", read_rows)
    predict = getattr(script, "predict_fn", lambda rows, model: model.predict(rows))
    write = getattr(script, "output_fn", write_answers)

    def answer(body, content_type, accept):
        if hasattr(script, "transform_fn"):
            return script.transform_fn(model, body, content_type, accept)
        return write(predict(read(body, content_type), model), accept)

    return answer


def read_rows(body, content_type):
    import io
    import numpy

    if content_type == "text/csv":
        return numpy.genfromtxt(io.StringIO(body), delimiter=",", ndmin=2)
    content = json.loads(body)
    return numpy.array(content["instances"] if isinstance(content, dict) else content)


def write_answers(answers, accept):
    return json.dumps(answers.tolist() if hasattr(answers, "tolist") else list(answers)), "application/json"


def load_model(path):
    """A scikit-learn estimator (or anything with its methods), or an XGBoost model; rows come by the names of their columns."""
    import pandas

    predict = load_predict(path)

    def answer(body, content_type, accept):
        return write_answers(predict(pandas.DataFrame(json.loads(body))), accept)

    return answer


def load_predict(path):
    model = unpickle(path) if path.endswith((".joblib", ".pkl", ".pickle")) else load_booster(path)
    if hasattr(model, "predict_proba"):
        return model.predict_proba
    if type(model).__module__.startswith("xgboost") and type(model).__name__ == "Booster":
        import xgboost

        return lambda rows: model.predict(xgboost.DMatrix(rows.astype(float)), validate_features=model.feature_names is not None)
    if not hasattr(model, "predict"):
        raise SystemExit("the file holds a %s, which has no method predict" % type(model).__name__)
    return model.predict


def load_booster(path):
    try:
        import xgboost
    except ImportError:
        raise SystemExit("the model is one of XGBoost, and the package xgboost is not there: explain it in an image that has it")
    try:
        return xgboost.Booster(model_file=path)
    except xgboost.core.XGBoostError:
        # Older versions of SageMaker's container pickle their models under the same name.
        return unpickle(path)


def unpickle(path):
    try:
        import joblib
    except ImportError:
        import pickle

        with open(path, "rb") as stream:
            return pickle.load(stream)
    return joblib.load(path)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Short answers are not kept back for more.
    disable_nagle_algorithm = True
    answer = None

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        content_type, accept = self.headers["Content-Type"], self.headers["Accept"]
        try:
            found = type(self).answer(body.decode("utf-8") if content_type in TEXT else body, content_type, accept)
            # Scripts return the body, or the body and its type.
            content, kind = found if isinstance(found, tuple) else (found, accept)
            self.reply(200, content, kind)
        except Exception as error:
            traceback.print_exc()
            self.reply(400, "%s: %s" % (type(error).__name__, error), "text/plain")

    def reply(self, status, content, kind):
        content = content.encode("utf-8") if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


def main():
    folder, script, file, packages = sys.argv[1:]
    # What scripts print must not be taken for the port.
    port = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # Not this program's folder, but the script's, and the packages that it has asked for.
    sys.path[0] = os.path.dirname(script) if script else folder
    if packages:
        sys.path.insert(0, packages)
    Handler.answer = staticmethod(load_script(script, folder) if script else load_model(file))
    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(server.server_port, file=port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
