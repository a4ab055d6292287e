"""Puts every page of product models on the blueprint of products."""

from cpq.catalog.modelling import edit_views, guide_views, publish_views, transfer_views, views

__all__ = ["edit_views", "guide_views", "publish_views", "transfer_views", "views"]
