"""Asks the GraphQL side of the sandbox, and the documents that the tests ask it with."""

from __future__ import annotations

import json
from typing import Any

from buffertui.sandbox import Manners, Request, Response, World
from buffertui.sandbox.door import Delivery, Door

POST_FIELDS = """
  id channelId channelService status text dueAt sentAt createdAt via shareMode schedulingType isCustomScheduled
  sharedNow externalLink allowedActions tags { id name } error { message supportUrl }
  assets { __typename source thumbnail ... on ImageAsset { image { altText } } }
"""
POSTS = """
query Posts($input: PostsInput!, $first: Int, $after: String) {
  posts(input: $input, first: $first, after: $after) {
    edges { cursor node { %s } } pageInfo { hasNextPage endCursor hasPreviousPage }
  }
}
""" % POST_FIELDS  # noqa: UP031 - the braces are GraphQL's
POST = "query ($input: PostInput!) { post(input: $input) { %s notes { text } } }" % POST_FIELDS  # noqa: UP031
_PAYLOAD = """{
  __typename ... on PostActionSuccess { post { id channelId status text dueAt shareMode isCustomScheduled } }
  ... on MutationError { message } ... on RestProxyError { code link }
} }"""
CREATE = "mutation CreatePost($input: CreatePostInput!) { createPost(input: $input) " + _PAYLOAD
EDIT = "mutation EditPost($input: EditPostInput!) { editPost(input: $input) " + _PAYLOAD
DELETE = """mutation DeletePost($input: DeletePostInput!) {
  deletePost(input: $input) { __typename ... on DeletePostSuccess { id } ... on MutationError { message } } }"""
MOVE = """mutation MovePost($input: MovePostInQueueInput!) {
  movePostInQueue(input: $input) {
    __typename ... on PostActionSuccess { post { id dueAt } } ... on MutationError { message } } }"""
CHANNELS = """query Channels($input: ChannelsInput!) {
  channels(input: $input) { id service name displayName isDisconnected isLocked isQueuePaused timezone } }"""
ACCOUNT = "query Viewer { account { id name organizations { id name channelCount } } }"


class Asker:
    """One key at the door of a sandbox."""

    def __init__(self, world: World, manners: Manners | None = None, *, key: str | None = None) -> None:
        self.world = world
        self.door = Door(world, graphql=manners)
        self.key = world.accounts[0].key if key is None else key

    @property
    def organization(self) -> str:
        return self.world.organizations(self.world.accounts[0])[0].id

    def request(self, query: str, variables: object = None, path: str = "/graphql") -> Request:
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        return Request.to("POST", path, headers, json.dumps({"query": query, "variables": variables}).encode())

    def deliver(self, query: str, variables: object = None) -> Delivery:
        return self.door.deliver(self.request(query, variables))

    def response(self, query: str, variables: object = None) -> Response:
        return self.deliver(query, variables).response

    def answer(self, query: str, variables: object = None) -> dict[str, Any]:
        """The whole JSON of an answer."""
        found: dict[str, Any] = json.loads(self.response(query, variables).body)
        return found

    def data(self, query: str, variables: object = None) -> dict[str, Any]:
        """The data of an answer without errors."""
        found = self.answer(query, variables)
        assert "errors" not in found, found
        data: dict[str, Any] = found["data"]
        return data

    def posts(self, *statuses: str, sort: str = "", first: int = 100, **wanted: Any) -> list[dict[str, Any]]:
        """The nodes of the first page; ``sort`` as in ``dueAt asc``."""
        given: dict[str, Any] = {"organizationId": self.organization, "filter": wanted}
        if statuses:
            wanted["status"] = list(statuses)
        if sort:
            field, direction = sort.split()
            given["sort"] = [{"field": field, "direction": direction}]
        page = self.data(POSTS, {"input": given, "first": first})["posts"]
        return [edge["node"] for edge in page["edges"]]

    def post(self, post_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.data(POST, {"input": {"id": post_id}})["post"]
        return found

    def create(self, channel: str, text: str | None = None, **given: Any) -> dict[str, Any]:
        """The payload of ``createPost``, for the queue unless told otherwise."""
        usual = {"channelId": channel, "mode": "addToQueue", "schedulingType": "automatic"}
        if text is not None:
            given["text"] = text
        payload: dict[str, Any] = self.data(CREATE, {"input": usual | given})["createPost"]
        return payload

    def edit(self, post_id: str, **given: Any) -> dict[str, Any]:
        """The payload of ``editPost``."""
        payload: dict[str, Any] = self.data(EDIT, {"input": {"id": post_id} | given})["editPost"]
        return payload
