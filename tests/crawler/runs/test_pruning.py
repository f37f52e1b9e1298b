from contextlib import closing

from crawler import history
from crawler.database import connect
from crawler.runs.pruning import prune
from crawler.runs.recording import Recording
from tests.crawler.runs.made import portal, ran


def test_the_last_runs_stay_with_their_folders_and_all_of_the_history(tmp_path):
    for _ in range(5):
        ran(tmp_path, portal("a.gov.cn"))
    with closing(connect(tmp_path)) as connection:
        before = [run.id for run in history.runs(connection, 10)]
        assert prune(connection, tmp_path, 2) == 3
        assert prune(connection, tmp_path, 2) == 0
        assert [run.id for run in history.runs(connection, 10)] == before[:2]
        assert len(history.of_portal(connection, "a.gov.cn", 10)) == 5
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == sorted(before[:2])


def test_all_are_kept_where_that_is_wanted_and_one_that_goes_on_always(tmp_path):
    with Recording.begin(tmp_path, "nightly") as going_on:
        ran(tmp_path, portal("a.gov.cn"))
        ran(tmp_path, portal("a.gov.cn"))
        with closing(connect(tmp_path)) as connection:
            assert prune(connection, tmp_path, 0) == 0
            assert prune(connection, tmp_path, 1) == 1
        assert going_on.folder.path.is_dir()
