"""Deals on their boards: the stage each has reached and why, its story, and the orders it ends in.

Knows no quote, proposal or envelope: it is told facts about them and draws its conclusions.
"""
